package dev.portcullis.proxy.server;

import dev.portcullis.oci.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The query of a request, kept raw: names are compared as written, only values are decoded. A
 * parameter whose name is percent-encoded is nobody's parameter.
 */
final class Query {
  private static final String NS = "ns";
  private static final Query EMPTY = new Query("");

  private final String raw;

  private Query(String raw) {
    this.raw = raw;
  }

  /**
   * Reads what follows the question mark.
   *
   * @throws MalformedException if it holds a character that a query may not hold (RFC 3986, 3.4)
   */
  static Query parse(String raw) throws MalformedException {
    if (raw.isEmpty()) {
      return EMPTY;
    }
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#' || c == '"' || c == '<' || c == '>' || c == '\\') {
        throw new MalformedException("the query holds a character that must be percent-encoded");
      }
    }
    return new Query(raw);
  }

  /**
   * The registry that {@code ns} names (distribution-spec, "Registry Proxying").
   *
   * @throws MalformedException if it is given twice, or is not decodable
   */
  Optional<String> ns() throws MalformedException {
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    List<String> values = values(NS);
    if (values.size() > 1) {
      throw new MalformedException("'ns' is given more than once");
    }
    return values.stream().findFirst();
  }

  /**
   * The decoded values of a parameter, in order.
   *
   * @throws MalformedException if one is not decodable
   */
  List<String> values(String name) throws MalformedException {
    List<String> values = new ArrayList<>(1);
    for (String parameter : raw.split("&", -1)) {
      if (isNamed(parameter, name)) {
        values.add(decode(parameter.substring(Math.min(parameter.length(), name.length() + 1))));
      }
    }
    return values;
  }

  /** The query without {@code ns}, otherwise as received. */
  String withoutNs() {
    return without(raw, NS);
  }

  /** A raw query without the parameters of one name, otherwise as it is. */
  static String without(String raw, String name) {
    if (!raw.contains(name)) {
      return raw;
    }
    StringBuilder rest = new StringBuilder(raw.length());
    for (String parameter : raw.split("&", -1)) {
      if (!isNamed(parameter, name) && !parameter.isEmpty()) {
        rest.append(rest.isEmpty() ? "" : "&").append(parameter);
      }
    }
    return rest.toString();
  }

  private static boolean isNamed(String parameter, String name) {
    return parameter.startsWith(name)
        && (parameter.length() == name.length() || parameter.charAt(name.length()) == '=');
  }

  private static String decode(String value) throws MalformedException {
    if (value.indexOf('%') < 0 && value.indexOf('+') < 0) {
      return value;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
        int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new MalformedException("the query holds an incomplete percent-encoding");
        }
        bytes.write((high << 4) | low);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("the query does not decode to UTF-8");
    }
  }
}
