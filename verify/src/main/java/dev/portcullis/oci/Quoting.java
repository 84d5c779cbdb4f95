package dev.portcullis.oci;

/** Makes hostile text fit to stand in a message, a header or a log line. */
public final class Quoting {
  private static final int SHOWN = 80;

  private Quoting() {}

  /**
   * At most 80 characters of {@code text}, with anything but printable ASCII replaced by {@code ?}
   * and an ellipsis of three dots where it was cut.
   */
  public static String shorten(String text) {
    return shorten(text, SHOWN);
  }

  /** As {@link #shorten(String)}, with at most {@code most} characters. */
  public static String shorten(String text, int most) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), most) + 3);
    for (int i = 0; i < text.length() && i < most; i++) {
      char c = text.charAt(i);
      shown.append(c >= 0x20 && c < 0x7f ? c : '?');
    }
    return text.length() > most ? shown.append("...").toString() : shown.toString();
  }
}
