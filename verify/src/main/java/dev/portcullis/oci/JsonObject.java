package dev.portcullis.oci;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An object of a strictly read document, with the place where it stands, so that every complaint
 * about a member says which one. Names are compared exactly; {@code null} is a value like any
 * other, and never taken for an absent member unless a method says so.
 */
public final class JsonObject {
  private final JsonNode node;
  private final String where;

  private JsonObject(JsonNode node, String where) {
    this.node = node;
    this.where = where;
  }

  /**
   * The object that {@code json} holds, read by {@link StrictJson#parseObject}.
   *
   * @param limit the number of bytes that are still accepted
   * @throws MalformedException if it is not an object in strict JSON
   */
  public static JsonObject parse(Bytes json, int limit) throws MalformedException {
    return new JsonObject(StrictJson.parseObject(json, limit), "");
  }

  /**
   * The object that {@code json} holds, read by {@link StrictJson#parseObjectWithout}.
   *
   * @param passedOver the member whose content is not kept
   * @param kept the members that are; of others only the name is
   * @param limit the number of bytes that are still accepted
   * @throws MalformedException if it is not an object in strict JSON
   */
  public static JsonObject parseWithout(String passedOver, Set<String> kept, Bytes json, int limit)
      throws MalformedException {
    return new JsonObject(StrictJson.parseObjectWithout(passedOver, kept, json, limit), "");
  }

  /**
   * An object inside a document.
   *
   * @param where its place, for messages; empty for the document itself
   * @throws MalformedException if {@code node} is not an object
   */
  public static JsonObject of(JsonNode node, String where) throws MalformedException {
    if (!node.isObject()) {
      throw new MalformedException("'" + where + "' is not an object");
    }
    return new JsonObject(node, where);
  }

  /** Whether there is a member {@code name}, even one that is {@code null}. */
  public boolean has(String name) {
    return node.has(name);
  }

  /** Whether there is a member {@code name} that is not {@code null}. */
  public boolean hasValue(String name) {
    return !node.path(name).isMissingNode() && !node.path(name).isNull();
  }

  /** The value of a member; a missing node if there is none. */
  public JsonNode get(String name) {
    return node.path(name);
  }

  /** The place of a member, for messages. */
  public String place(String name) {
    return where.isEmpty() ? name : where + "." + name;
  }

  /**
   * Demands that the members are these and no others.
   *
   * @throws MalformedException if one is missing or one is too many
   */
  public JsonObject requireExactly(String... names) throws MalformedException {
    requireOnly(names);
    for (String name : names) {
      if (!node.has(name)) {
        throw missing(name);
      }
    }
    return this;
  }

  /**
   * Demands that every member is one of these.
   *
   * @throws MalformedException if there is another
   */
  public JsonObject requireOnly(String... names) throws MalformedException {
    for (String present : node.propertyNames()) {
      if (!Arrays.asList(names).contains(present)) {
        throw new MalformedException("unknown member '" + Quoting.shorten(place(present)) + "'");
      }
    }
    return this;
  }

  /**
   * Demands that no member differs from one of these by the case of its letters only, which a
   * careless reader would take for it.
   *
   * @throws MalformedException if there is one
   */
  public JsonObject rejectCaseVariantsOf(String... names) throws MalformedException {
    for (String present : node.propertyNames()) {
      for (String name : names) {
        if (present.equalsIgnoreCase(name) && !present.equals(name)) {
          throw new MalformedException(
              "member '%s' differs from '%s' by case only"
                  .formatted(Quoting.shorten(place(present)), name));
        }
      }
    }
    return this;
  }

  /**
   * A string that must be there; it may be empty.
   *
   * @throws MalformedException if it is absent or not a string
   */
  public String text(String name) throws MalformedException {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      throw missing(name);
    }
    if (!value.isString()) {
      throw new MalformedException("'" + place(name) + "' is not a string");
    }
    return value.stringValue();
  }

  /**
   * A string; empty if the member is absent, {@code null} or the empty string.
   *
   * @throws MalformedException if it is anything else
   */
  public Optional<String> optionalText(String name) throws MalformedException {
    if (!hasValue(name)) {
      return Optional.empty();
    }
    String text = text(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /**
   * An object that must be there.
   *
   * @throws MalformedException if it is absent or not an object
   */
  public JsonObject object(String name) throws MalformedException {
    if (!node.has(name)) {
      throw missing(name);
    }
    return of(node.path(name), place(name));
  }

  /**
   * The elements of an array that must be there.
   *
   * @param limit the number of elements that are still accepted
   * @throws MalformedException if it is absent, not an array, or too long
   */
  public List<JsonNode> array(String name, int limit) throws MalformedException {
    if (!node.has(name)) {
      throw missing(name);
    }
    JsonNode array = node.path(name);
    if (!array.isArray()) {
      throw new MalformedException("'" + place(name) + "' is not an array");
    }
    if (array.size() > limit) {
      throw MalformedException.overLimit(
          "'%s' has %d entries, more than the limit of %d"
              .formatted(place(name), array.size(), limit));
    }
    List<JsonNode> elements = new ArrayList<>(array.size());
    array.forEach(elements::add);
    return elements;
  }

  /**
   * The objects of an array that must be there.
   *
   * @param limit the number of elements that are still accepted
   * @throws MalformedException if it is absent, not an array, too long, or holds anything else
   */
  public List<JsonObject> objects(String name, int limit) throws MalformedException {
    List<JsonObject> objects = new ArrayList<>();
    for (JsonNode element : array(name, limit)) {
      objects.add(of(element, place(name) + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /**
   * All members, in order, each of which must be a string.
   *
   * @throws MalformedException if one is not
   */
  public Map<String, String> texts() throws MalformedException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : node.propertyNames()) {
      texts.put(name, text(name));
    }
    return texts;
  }

  private MalformedException missing(String name) {
    return new MalformedException("'" + place(name) + "' is missing");
  }
}
