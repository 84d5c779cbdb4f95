package dev.portcullis.proxy.relay;

import java.util.Optional;

/**
 * Which bytes a partial response holds (RFC 9110, 14.4).
 *
 * @param first the first byte
 * @param last the last byte, inclusive
 * @param total the size of the whole
 */
record ContentRange(long first, long last, long total) {
  private static final String UNIT = "bytes ";
  private static final int DIGITS = 18;

  /** Reads a {@code Content-Range} header; empty unless it states all three numbers, in order. */
  static Optional<ContentRange> parse(String header) {
    int dash = header.indexOf('-');
    int slash = header.indexOf('/');
    if (!header.startsWith(UNIT) || dash < UNIT.length() || slash < dash) {
      return Optional.empty();
    }
    long first = number(header.substring(UNIT.length(), dash));
    long last = number(header.substring(dash + 1, slash));
    long total = number(header.substring(slash + 1));
    return first < 0 || last < first || total <= last
        ? Optional.empty()
        : Optional.of(new ContentRange(first, last, total));
  }

  private static long number(String text) {
    boolean plain =
        !text.isEmpty()
            && text.length() <= DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain ? Long.parseLong(text) : -1;
  }

  long length() {
    return last - first + 1;
  }

  /** The header that states it. */
  String header() {
    return UNIT + first + "-" + last + "/" + total;
  }
}
