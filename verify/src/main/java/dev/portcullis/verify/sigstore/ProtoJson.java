package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Base64Slot;
import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one message in the JSON mapping of Protocol Buffers 3, field by field. Field names are
 * accepted in lowerCamelCase and in snake_case, but once only; {@code null} is an absent field.
 */
final class ProtoJson {
  private final JsonParser json;
  private final Bytes document;
  private String field = "";

  private ProtoJson(JsonParser json, Bytes document) {
    this.json = json;
    this.document = document;
  }

  /** How to read one value, entered at its first token. */
  @FunctionalInterface
  interface ValueReader<T> {
    T read(ProtoJson in) throws MalformedException;
  }

  /**
   * Reads the one message that {@code bytes} holds.
   *
   * @param limit the number of bytes that are still accepted
   * @throws MalformedException if it is not such a message, or anything follows it
   */
  static <T> T read(Bytes bytes, int limit, ValueReader<T> reader) throws MalformedException {
    try (JsonParser json = StrictJson.shortTokens(bytes, limit)) {
      json.nextToken();
      T message = reader.read(new ProtoJson(json, bytes));
      if (json.nextToken() != null) {
        throw new MalformedException("something follows the JSON object");
      }
      return message;
    } catch (JacksonException e) {
      throw StrictJson.malformed(e);
    }
  }

  /** The fields of the message at hand. */
  Fields fields() throws MalformedException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("an object");
    }
    return new Fields();
  }

  /**
   * The present fields of one message; each value must be consumed before the next is asked for.
   */
  final class Fields {
    private final List<String> seen = new ArrayList<>(8);

    /** Moves to the next field that is present; false at the end of the message. */
    boolean next() throws MalformedException {
      for (String raw = json.nextName(); raw != null; raw = json.nextName()) {
        String name = camelCase(raw);
        if (seen.contains(name)) {
          throw new MalformedException("field '" + Quoting.shorten(name) + "' stands twice");
        }
        seen.add(name);
        field = name;
        if (json.nextToken() != JsonToken.VALUE_NULL) {
          return true;
        }
      }
      return false;
    }

    /** The name of the field at hand, in lowerCamelCase. */
    String name() {
      return field;
    }

    /** Refuses the field at hand. */
    MalformedException unknown() {
      return new MalformedException("unknown field '" + Quoting.shorten(field) + "'");
    }
  }

  /** Passes over the value at hand, whatever it is. */
  void skip() {
    json.skipChildren();
  }

  /** The repeated field at hand, of at most {@code limit} elements. */
  <T> List<T> list(int limit, ValueReader<T> reader) throws MalformedException {
    String name = field;
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("an array");
    }
    List<T> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (elements.size() == limit) {
        throw MalformedException.overLimit("more than " + limit + " elements in '" + name + "'");
      }
      elements.add(reader.read(this));
    }
    return List.copyOf(elements);
  }

  /** The string at hand. */
  String string() throws MalformedException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong("a string");
    }
    return json.getString();
  }

  /** The bytes at hand, in either base64 alphabet, padded or not. */
  Bytes bytes() throws MalformedException {
    String name = field;
    try {
      return Base64Text.decodeLenient(string());
    } catch (MalformedException e) {
      throw new MalformedException("field '" + name + "': " + e.getMessage());
    }
  }

  /** As {@link #bytes}, where there may be so many of them that they should be held once only. */
  Bytes manyBytes() throws MalformedException {
    String name = field;
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong("a string");
    }
    try {
      return Base64Slot.decode(json, document);
    } catch (MalformedException e) {
      throw new MalformedException("field '" + name + "': " + e.getMessage());
    }
  }

  /** The 64-bit integer at hand, as a number or as a string of decimal digits. */
  long int64() throws MalformedException {
    JsonToken token = json.currentToken();
    if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
      throw wrong("an integer");
    }
    return decimal(json.getString()).orElseThrow(() -> wrong("an integer of 64 bits"));
  }

  /** The enum value at hand: its name, or its number in decimal. */
  String enumValue() throws MalformedException {
    JsonToken token = json.currentToken();
    if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
      throw wrong("an enum value");
    }
    return json.getString();
  }

  private MalformedException wrong(String wanted) {
    return new MalformedException(
        field.isEmpty()
            ? "JSON is not " + wanted
            : "field '" + Quoting.shorten(field) + "' is not " + wanted);
  }

  private static Optional<Long> decimal(String text) {
    int digits = text.startsWith("-") ? text.length() - 1 : text.length();
    for (int i = text.length() - digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String camelCase(String name) {
    if (name.indexOf('_') < 0) {
      return name;
    }
    StringBuilder camel = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }
}
