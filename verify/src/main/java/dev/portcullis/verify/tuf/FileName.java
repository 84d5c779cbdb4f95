package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;

/**
 * Names in metadata, which are hostile: they become parts of addresses and, elsewhere, of paths
 * (CVE-2026-24137).
 */
final class FileName {
  private FileName() {}

  /**
   * Refuses a name that could lead out of the place where files belong: empty, absolute, with a
   * backslash, a control character, or a segment that is empty, {@code .} or {@code ..}.
   *
   * @throws MalformedException if it is one
   */
  static String requireInside(String name) throws MalformedException {
    boolean bad = name.isEmpty() || name.length() > Limits.TUF_NAME_LENGTH;
    for (String segment : name.split("/", -1)) {
      bad |= segment.isEmpty() || segment.equals(".") || segment.equals("..");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      bad |= c < ' ' || c == 0x7f || c == '\\';
    }
    if (bad) {
      throw new MalformedException(
          "'" + Quoting.shorten(name) + "' is not the name of a file here");
    }
    return name;
  }

  /** Whether a name is one plain segment that needs no escaping in an address. */
  static boolean isPlain(String name) {
    boolean plain = !name.isEmpty() && name.length() <= Limits.NAME_LENGTH && name.charAt(0) != '.';
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      plain &= letter || digit || c == '.' || c == '-' || c == '_';
    }
    return plain && !name.contains("..");
  }
}
