package dev.portcullis.proxy.admin;

import dev.portcullis.oci.Bytes;
import java.util.Map;

/**
 * A request to the admin API that its caller may make.
 *
 * @param path the path, as it was sent
 * @param query the query's fields, decoded
 * @param body what was sent; at most 64 KiB
 */
public record AdminRequest(String method, String path, Map<String, String> query, Bytes body) {
  /** Copies the map. */
  public AdminRequest {
    query = Map.copyOf(query);
  }
}
