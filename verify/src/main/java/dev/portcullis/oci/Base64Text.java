package dev.portcullis.oci;

import java.util.Base64;

/** Base64 (RFC 4648) as the formats of this field use it. */
public final class Base64Text {
  private Base64Text() {}

  /**
   * Decodes the standard alphabet with padding.
   *
   * @throws MalformedException if {@code text} is anything else
   */
  public static Bytes decode(String text) throws MalformedException {
    if (text.length() % 4 != 0) {
      throw new MalformedException("not base64: '" + Quoting.shorten(text) + "'");
    }
    try {
      return Bytes.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not base64: '" + Quoting.shorten(text) + "'");
    }
  }

  /**
   * Decodes the standard or the URL-safe alphabet, padded or not (proto3 JSON mapping, {@code
   * bytes}).
   *
   * @throws MalformedException if {@code text} is anything else
   */
  public static Bytes decodeLenient(String text) throws MalformedException {
    return decode(pad(text.replace('-', '+').replace('_', '/')));
  }

  /**
   * Decodes the URL-safe alphabet without padding (RFC 7515, section 2).
   *
   * @throws MalformedException if {@code text} is anything else
   */
  public static Bytes decodeUrl(String text) throws MalformedException {
    if (text.indexOf('=') >= 0) {
      throw new MalformedException("base64url must not be padded");
    }
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not base64url: '" + Quoting.shorten(text) + "'");
    }
  }

  private static String pad(String text) {
    return text.endsWith("=") ? text : text + "=".repeat((4 - text.length() % 4) % 4);
  }
}
