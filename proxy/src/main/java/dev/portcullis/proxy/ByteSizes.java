package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as the configuration writes them. */
final class ByteSizes {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})(KiB|MiB|GiB)");

  private ByteSizes() {}

  /**
   * Reads a whole number with {@code KiB}, {@code MiB} or {@code GiB}; in bytes.
   *
   * @throws MalformedException if it is anything else
   */
  static long parse(String text) throws MalformedException {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new MalformedException(
          "'" + Quoting.shorten(text) + "' is not a size: a whole number with KiB, MiB or GiB");
    }
    int shift =
        switch (size.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          default -> 30;
        };
    return Long.parseLong(size.group(1)) << shift;
  }
}
