package dev.portcullis.policy.imported;

/** Pieces of conditions. */
final class Cel {
  private Cel() {}

  /** {@code text} as a string of CEL. */
  static String text(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c >= ' ' && c <= '~') {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(String.format("\\U%08x", c));
              }
            });
    return quoted.append('"').toString();
  }
}
