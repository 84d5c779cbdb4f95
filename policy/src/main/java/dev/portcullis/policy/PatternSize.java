package dev.portcullis.policy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates from above how large a regular expression becomes when its counted repetitions are
 * written out, before anything tries to do so.
 */
public final class PatternSize {
  private static final long HUGE = Integer.MAX_VALUE;

  private final String text;
  private final Deque<Long> outer = new ArrayDeque<>();
  private long before;
  private long last;
  private int at;

  private PatternSize(String text) {
    this.text = text;
  }

  /** The number of instructions, or {@code Integer.MAX_VALUE} for that or more. */
  public static long of(String expression) {
    return new PatternSize(expression).size();
  }

  private long size() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> {
          outer.push(sum(before, last));
          before = 0;
          last = 0;
        }
        case ')' -> {
          last = sum(sum(before, last), 2);
          before = outer.isEmpty() ? 0 : outer.pop();
        }
        case '{' -> repeat();
        case '*', '+', '?' -> last = sum(last, 2);
        default -> atom();
      }
    }
    long all = sum(before, last);
    for (long each : outer) {
      all = sum(all, each);
    }
    return all;
  }

  private void atom() {
    before = sum(before, last);
    last = 2;
  }

  private void escape() {
    atom();
    char c = at < text.length() ? text.charAt(at++) : '\\';
    if ((c == 'p' || c == 'P' || c == 'x') && at < text.length() && text.charAt(at) == '{') {
      int end = text.indexOf('}', at);
      at = end < 0 ? text.length() : end + 1;
    }
  }

  private void characterClass() {
    atom();
    int first = at < text.length() && text.charAt(at) == '^' ? at + 1 : at;
    at = first + 1;
    while (at < text.length() && text.charAt(at) != ']') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }

  /** A count that is written {@code {n}}, {@code {n,}} or {@code {n,m}}; else a brace. */
  private void repeat() {
    int end = text.indexOf('}', at);
    String count = end < 0 ? "" : text.substring(at, end);
    if (count.isEmpty() || !count.chars().allMatch(c -> c == ',' || (c >= '0' && c <= '9'))) {
      atom();
      return;
    }
    long most = 1;
    for (String number : count.split(",", -1)) {
      most = Math.max(most, number.isEmpty() ? 1 : number.length() > 4 ? HUGE : number(number));
    }
    last = Math.min(HUGE, (last + 2) * (most + 1));
    at = end + 1;
  }

  private static long number(String digits) {
    return Long.parseLong(digits);
  }

  private static long sum(long a, long b) {
    return Math.min(HUGE, a + b);
  }
}
