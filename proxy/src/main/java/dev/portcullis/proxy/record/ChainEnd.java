package dev.portcullis.proxy.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of a chain as it was noted elsewhere.
 *
 * @param writer whose chain
 * @param seq the number of the entry
 * @param hash its lower-case hexadecimal SHA-256
 */
public record ChainEnd(String writer, long seq, String hash) {
  private static final Pattern FORM = Pattern.compile("(.+):([0-9]{1,18}):([0-9a-f]{64})");

  /** What {@code WRITER:NUMBER:HASH} says; empty if it says something else. */
  public static Optional<ChainEnd> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new ChainEnd(form.group(1), Long.parseLong(form.group(2)), form.group(3)))
        : Optional.empty();
  }
}
