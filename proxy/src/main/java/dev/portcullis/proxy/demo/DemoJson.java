package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes JSON with its members in the order given. */
final class DemoJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private DemoJson() {}

  /** An object of alternating names and values, which may be changed. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return object;
  }

  static Bytes bytes(Map<String, Object> object) {
    return Bytes.wrap(MAPPER.writeValueAsBytes(object));
  }
}
