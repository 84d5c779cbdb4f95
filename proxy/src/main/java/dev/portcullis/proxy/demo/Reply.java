package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer of the {@link MemoryRegistry}. For HEAD the body is measured and not sent.
 *
 * @param status the HTTP status
 * @param headers name to value
 * @param body the body
 */
public record Reply(int status, Map<String, String> headers, Bytes body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Copies the map. */
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** An answer without headers and body. */
  public static Reply of(int status) {
    return new Reply(status, Map.of(), Bytes.empty());
  }

  /** An answer with a JSON body made from maps, lists, strings and numbers. */
  public static Reply json(int status, Object value) {
    return of(status)
        .withHeader("Content-Type", "application/json")
        .withBody(Bytes.wrap(JSON.writeValueAsBytes(value)));
  }

  /** An error as the distribution-spec, "Error Codes", has it. */
  public static Reply error(int status, String code, String message) {
    Map<String, String> error = Map.of("code", code, "message", message);
    return json(status, Map.of("errors", List.of(error)));
  }

  /** The same with another body. */
  public Reply withBody(Bytes replacement) {
    return new Reply(status, headers, replacement);
  }

  /** The same with one header set. */
  public Reply withHeader(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(headers);
    changed.put(name, value);
    return new Reply(status, changed, body);
  }

  /** The same without one header. */
  public Reply withoutHeader(String name) {
    Map<String, String> changed = new LinkedHashMap<>(headers);
    changed.remove(name);
    return new Reply(status, changed, body);
  }
}
