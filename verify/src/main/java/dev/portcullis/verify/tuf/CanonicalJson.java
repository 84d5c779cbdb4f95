package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The canonical form over which TUF metadata is signed (TUF specification 4.2.1; OLPC canonical
 * JSON): no white space, members in the order of their names' code points, strings with nothing
 * escaped but the quotation mark and the backslash, whole numbers only.
 */
final class CanonicalJson {
  /** By code points, which is the order of the UTF-8 bytes; Java's own order is by UTF-16 units. */
  private static final Comparator<String> BY_CODE_POINTS = CanonicalJson::compareCodePoints;

  private final StringBuilder out = new StringBuilder();

  private CanonicalJson() {}

  /**
   * The canonical form of {@code value}.
   *
   * @throws MalformedException if it holds a fraction, or half of a surrogate pair
   */
  static Bytes of(JsonNode value) throws MalformedException {
    CanonicalJson json = new CanonicalJson();
    json.write(value);
    return Bytes.utf8(json.out.toString());
  }

  private void write(JsonNode value) throws MalformedException {
    if (value.isObject()) {
      writeObject(value);
    } else if (value.isArray()) {
      writeArray(value);
    } else if (value.isString()) {
      writeText(value.stringValue());
    } else if (value.isIntegralNumber()) {
      out.append(value.bigIntegerValue());
    } else if (value.isBoolean()) {
      out.append(value.booleanValue());
    } else if (value.isNull()) {
      out.append("null");
    } else {
      throw new MalformedException(
          "signed metadata holds "
              + Quoting.shorten(value.toString())
              + ", which has no canonical form");
    }
  }

  private void writeObject(JsonNode object) throws MalformedException {
    List<String> names = new ArrayList<>(object.propertyNames());
    names.sort(BY_CODE_POINTS);
    String separator = "{";
    for (String name : names) {
      out.append(separator);
      writeText(name);
      out.append(':');
      write(object.path(name));
      separator = ",";
    }
    out.append(names.isEmpty() ? "{}" : "}");
  }

  private void writeArray(JsonNode array) throws MalformedException {
    out.append('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(array.path(i));
    }
    out.append(']');
  }

  private void writeText(String text) throws MalformedException {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new MalformedException("signed metadata holds half of a surrogate pair");
        }
        out.append(c);
        i++;
        out.append(text.charAt(i));
        continue;
      }
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  private static int compareCodePoints(String one, String other) {
    int[] left = one.codePoints().toArray();
    int[] right = other.codePoints().toArray();
    return Arrays.compare(left, right);
  }
}
