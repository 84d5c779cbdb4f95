package dev.portcullis.verify.notation;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;

/**
 * The name of a trust store as policies write it, {@code ca:acme} (3.1).
 *
 * @param type what it is trusted for
 * @param name its name, of letters, digits, {@code _}, {@code .} and {@code -}; a directory's, too
 */
public record TrustStoreName(TrustStoreType type, String name) {
  /** Checks the name. */
  public TrustStoreName {
    if (!isName(name)) {
      throw new IllegalArgumentException("not the name of a trust store");
    }
  }

  /**
   * Reads {@code <type>:<name>}.
   *
   * @throws MalformedException if the type is unknown, or the name could not be that of a directory
   *     inside the store: {@code .} and {@code ..} are refused, too
   */
  public static TrustStoreName parse(String text) throws MalformedException {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new MalformedException(
          "'" + Quoting.shorten(text) + "' is not of the form TYPE:NAME, such as ca:acme");
    }
    String type = text.substring(0, colon);
    String name = text.substring(colon + 1);
    if (!isName(name)) {
      throw new MalformedException(
          "the name of trust store '"
              + Quoting.shorten(text)
              + "' must consist of letters, digits, '_', '.' and '-', and not be '.' or '..'");
    }
    return new TrustStoreName(
        TrustStoreType.named(type)
            .orElseThrow(
                () ->
                    new MalformedException(
                        "the type of trust store '"
                            + Quoting.shorten(text)
                            + "' is not ca, signingAuthority or tsa")),
        name);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '_'
                        || c == '.'
                        || c == '-');
  }

  @Override
  public String toString() {
    return type + ":" + name;
  }
}
