package dev.portcullis.oci;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what matters of a JSON object that may be too large for a tree, member by member. It is as
 * strict as {@link StrictJson}; what nobody asks for is checked and passed over. For one thread.
 */
public final class JsonStream {
  private final JsonParser tokens;
  private final Bytes json;
  private boolean stopped;
  private int left;

  private JsonStream(JsonParser tokens, Bytes json) {
    this.tokens = tokens;
    this.json = json;
  }

  /** Reads one value, entered at its first token and left at its last. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads it.
     *
     * @throws MalformedException if it is not what is expected
     */
    void read(JsonStream in) throws MalformedException;
  }

  /**
   * Reads an object within a document.
   *
   * @param path the members that lead to it, from the outside; empty for the document itself
   * @param limit the bytes that the document may have
   * @param members who reads which member
   * @throws MalformedException if the document is not strict JSON or a reader refuses; what stands
   *     behind the value at which a reader has called {@link #stop} is not looked at
   */
  public static void read(Bytes json, int limit, List<String> path, Map<String, Reader> members)
      throws MalformedException {
    read(json, limit, in -> in.descend(path, members));
  }

  static void read(Bytes json, int limit, Reader reader) throws MalformedException {
    try (JsonParser tokens = StrictJson.tokens(json, limit)) {
      JsonStream in = new JsonStream(tokens, json);
      tokens.nextToken();
      reader.read(in);
      if (!in.stopped && tokens.nextToken() != null) {
        throw new MalformedException("something follows the JSON object");
      }
    } catch (JacksonException e) {
      throw StrictJson.malformed(e);
    }
  }

  private void descend(List<String> path, Map<String, Reader> members) throws MalformedException {
    if (path.isEmpty()) {
      members(members);
    } else {
      List<String> rest = path.subList(1, path.size());
      members(Map.of(path.getFirst(), in -> in.descend(rest, members)));
    }
  }

  /** Ends the reading of the whole document here. */
  public void stop() {
    stopped = true;
  }

  /** Whether the value at hand is an object. */
  public boolean isObject() {
    return tokens.currentToken() == JsonToken.START_OBJECT;
  }

  /** Whether the value at hand is a list. */
  public boolean isList() {
    return tokens.currentToken() == JsonToken.START_ARRAY;
  }

  /** Whether the value at hand is a text. */
  public boolean isText() {
    return tokens.currentToken() == JsonToken.VALUE_STRING;
  }

  /**
   * Reads the members of the object at hand; {@code null} stands for an absent one.
   *
   * @throws MalformedException if it is no object
   */
  public void members(Map<String, Reader> members) throws MalformedException {
    if (!isObject()) {
      throw new MalformedException(what() + " is not an object");
    }
    members(
        name -> {
          Reader reader = members.get(name);
          if (reader == null || tokens.currentToken() == JsonToken.VALUE_NULL) {
            tokens.skipChildren();
          } else {
            reader.read(this);
          }
        });
  }

  /** Reads one member's value, by its name. */
  @FunctionalInterface
  interface Member {
    void read(String name) throws MalformedException;
  }

  /** Reads the members of the object at hand, whatever they are. */
  void members(Member member) throws MalformedException {
    for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
      tokens.nextToken();
      member.read(name);
      if (stopped) {
        return;
      }
    }
  }

  /** What stands for the value at hand where its content does not matter: one of its kind. */
  JsonNode empty() {
    if (isObject()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (isList()) {
      return JsonNodeFactory.instance.arrayNode();
    }
    if (isText()) {
      return JsonNodeFactory.instance.stringNode("");
    }
    return tokens.currentToken() == JsonToken.VALUE_NULL
        ? JsonNodeFactory.instance.nullNode()
        : JsonNodeFactory.instance.numberNode(0);
  }

  /** The bytes that the text at hand stands for, as {@link Base64Slot} decodes it. */
  public Bytes base64() throws MalformedException {
    return Base64Slot.decode(tokens, json);
  }

  /**
   * Reads the elements of the list at hand, each by {@code reader}.
   *
   * @throws MalformedException if it is no list
   */
  public void elements(Reader reader) throws MalformedException {
    if (!isList()) {
      throw new MalformedException(what() + " is not a list");
    }
    while (!stopped && tokens.nextToken() != JsonToken.END_ARRAY) {
      reader.read(this);
    }
  }

  /** Passes over the value at hand. */
  public void skip() {
    tokens.skipChildren();
  }

  /**
   * The text at hand.
   *
   * @throws MalformedException if it is no text
   */
  public String text() throws MalformedException {
    if (!isText()) {
      throw new MalformedException(what() + " is not a text");
    }
    return tokens.getString();
  }

  /**
   * The value at hand as a tree, of whose objects only these members are kept.
   *
   * @param names the members, at whatever depth
   * @param limit how many values and names it may have in all
   * @throws MalformedException if it has more
   */
  public JsonNode kept(Set<String> names, int limit) throws MalformedException {
    left = limit;
    return kept(names::contains);
  }

  /** As {@link #kept(Set, int)}, with all members. */
  JsonNode tree(int limit) throws MalformedException {
    left = limit;
    return kept(_ -> true);
  }

  /**
   * As {@link #kept(Set, int)}, of what must be an object.
   *
   * @throws MalformedException also if it is none
   */
  public JsonNode object(Set<String> names, int limit) throws MalformedException {
    if (!isObject()) {
      throw new MalformedException(what() + " is not an object");
    }
    return kept(names, limit);
  }

  private JsonNode kept(Predicate<String> names) throws MalformedException {
    if (--left < 0) {
      throw MalformedException.overLimit(what() + " has too many parts");
    }
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (tokens.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = make.objectNode();
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
          tokens.nextToken();
          if (names.test(name)) {
            object.set(name, kept(names));
          } else {
            tokens.skipChildren();
          }
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode list = make.arrayNode();
        while (tokens.nextToken() != JsonToken.END_ARRAY) {
          list.add(kept(names));
        }
        yield list;
      }
      case VALUE_STRING -> make.stringNode(tokens.getString());
      case VALUE_TRUE -> make.booleanNode(true);
      case VALUE_FALSE -> make.booleanNode(false);
      case VALUE_NUMBER_INT -> make.numberNode(tokens.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> make.numberNode(tokens.getDecimalValue());
      case VALUE_NULL -> make.nullNode();
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new MalformedException("not valid JSON");
    };
  }

  private String what() {
    String name = tokens.currentName();
    return name == null ? "the JSON value" : "'" + Quoting.shorten(name) + "'";
  }
}
