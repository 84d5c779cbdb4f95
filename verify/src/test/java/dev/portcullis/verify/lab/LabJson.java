package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes the lab's JSON. */
public final class LabJson {
  /** The JSON null. */
  static final Object NULL = JsonNodeFactory.instance.nullNode();

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private LabJson() {}

  /** The compact JSON of maps, lists, strings and numbers. */
  static Bytes write(Object value) {
    return Bytes.wrap(MAPPER.writeValueAsBytes(value));
  }

  /** A value as Jackson reads it, for JSON that a test spells out. */
  static Object read(String json) {
    return MAPPER.readValue(json, Object.class);
  }

  /** Standard base64 with padding. */
  static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** The bytes that standard base64 stands for. */
  static Bytes bytes(String base64) {
    return Bytes.wrap(Base64.getDecoder().decode(base64));
  }

  /** An object with its members in the order of the arguments: name, value, name, value. */
  public static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }

  /** A copy of {@code tree} with the value at a dotted path, indices included, set or replaced. */
  static Map<String, Object> with(Map<String, Object> tree, String path, Object value) {
    return members(changed(tree, List.of(path.split("\\.", -1)), Optional.of(value)));
  }

  /** A copy of {@code tree} without what is at a dotted path. */
  static Map<String, Object> without(Map<String, Object> tree, String path) {
    return members(changed(tree, List.of(path.split("\\.", -1)), Optional.empty()));
  }

  /** The value at a dotted path. */
  static Object at(Object tree, String path) {
    Object value = tree;
    for (String step : path.split("\\.", -1)) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : Optional.ofNullable(members(value).get(step)).orElseThrow();
    }
    return value;
  }

  private static Object changed(Object tree, List<String> path, Optional<Object> value) {
    if (path.isEmpty()) {
      return value.orElseThrow();
    }
    String step = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    boolean remove = rest.isEmpty() && value.isEmpty();
    if (tree instanceof List<?> elements) {
      List<Object> list = new ArrayList<>(elements);
      int index = Integer.parseInt(step);
      if (remove) {
        list.remove(index);
      } else {
        list.set(index, changed(list.get(index), rest, value));
      }
      return list;
    }
    Map<String, Object> object = new LinkedHashMap<>(members(tree));
    if (remove) {
      object.remove(step);
    } else {
      object.put(step, changed(object.getOrDefault(step, Map.of()), rest, value));
    }
    return object;
  }

  /** The members of an object. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> members(Object value) {
    return (Map<String, Object>) value;
  }
}
