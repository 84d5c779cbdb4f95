package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes the lab's JSON. */
final class LabJson {
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

  /** An object with its members in the order of the arguments: name, value, name, value. */
  static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }
}
