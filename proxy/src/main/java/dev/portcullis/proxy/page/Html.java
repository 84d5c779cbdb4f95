package dev.portcullis.proxy.page;

/** Builds a page; everything but its own tags is text, whatever it contains. Not thread-safe. */
final class Html {
  private final StringBuilder out = new StringBuilder(16_384);

  /** Adds markup that this program wrote itself. */
  Html markup(String tags) {
    out.append(tags);
    return this;
  }

  /** Adds text. */
  Html text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(isInvisible(c) ? '\uFFFD' : c);
      }
    }
    return this;
  }

  /** Adds an element with nothing but text in it. */
  Html element(String tag, String text) {
    return markup("<" + tag + ">").text(text).markup("</" + tag.split(" ", 2)[0] + ">");
  }

  /** Control characters, and those that turn the direction of the text around them. */
  private static boolean isInvisible(char c) {
    return (Character.isISOControl(c) && c != '\n')
        || (c >= '\u202A' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
