package dev.portcullis.proxy.relay;

import java.util.Optional;

/**
 * One range of bytes (RFC 9110, 14.1.2).
 *
 * @param first the first byte; -1 for the last {@code last} bytes
 * @param last the last byte, inclusive; -1 for the end; the number of bytes where {@code first} is
 *     -1
 */
public record ByteRange(long first, long last) {
  private static final String UNIT = "bytes=";
  private static final int DIGITS = 18;

  /** Checks that it is one range. */
  public ByteRange {
    if (first < -1 || last < -1 || (first == -1 && last < 1) || (last != -1 && last < first)) {
      throw new IllegalArgumentException("not a range");
    }
  }

  /**
   * Reads a {@code Range} header. Everything but one well-formed range in bytes is as if it were
   * absent, which RFC 9110, 14.2 allows.
   */
  public static Optional<ByteRange> parse(String header) {
    int dash = header.indexOf('-');
    if (!header.startsWith(UNIT) || dash < 0) {
      return Optional.empty();
    }
    String first = header.substring(UNIT.length(), dash);
    String last = header.substring(dash + 1);
    if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
      return Optional.empty();
    }
    long from = first.isEmpty() ? -1 : Long.parseLong(first);
    long to = last.isEmpty() ? -1 : Long.parseLong(last);
    boolean contradictory = from == -1 ? to < 1 : to != -1 && to < from;
    return contradictory ? Optional.empty() : Optional.of(new ByteRange(from, to));
  }

  /**
   * Whether a {@code Range} header names one range that no content can have: one that ends before
   * it begins, or nothing of the end.
   */
  public static boolean isImpossible(String header) {
    int dash = header.indexOf('-');
    if (!header.startsWith(UNIT) || dash < 0) {
      return false;
    }
    String first = header.substring(UNIT.length(), dash);
    String last = header.substring(dash + 1);
    boolean numbers = isNumber(first) && isNumber(last) && !last.isEmpty();
    return numbers
        && (first.isEmpty()
            ? Long.parseLong(last) == 0
            : Long.parseLong(last) < Long.parseLong(first));
  }

  private static boolean isNumber(String text) {
    return text.length() <= DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** The header that asks for it. */
  public String header() {
    return UNIT + (first == -1 ? "-" + last : first + "-" + (last == -1 ? "" : last));
  }

  /** Whether an upstream that sends {@code sent} answers this. */
  boolean isAnsweredBy(ContentRange sent) {
    long end = sent.total() - 1;
    return first == -1
        ? sent.first() == Math.max(0, sent.total() - last) && sent.last() == end
        : sent.first() == first && sent.last() == (last == -1 ? end : Math.min(last, end));
  }
}
