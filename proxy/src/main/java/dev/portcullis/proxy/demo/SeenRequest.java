package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the {@link MemoryRegistry} saw it.
 *
 * @param operation what it is about
 * @param method the HTTP method
 * @param uri the path and query, undecoded
 * @param repository the repository's path; empty where the operation has none
 * @param reference the tag, digest or upload that it names; empty where the operation has none
 * @param query the query's parameters, decoded; the first value of each
 * @param headers by lower-case name; the first value of each
 * @param body the whole body
 */
public record SeenRequest(
    Operation operation,
    String method,
    String uri,
    String repository,
    String reference,
    Map<String, String> query,
    Map<String, String> headers,
    Bytes body) {
  /** Copies the maps. */
  public SeenRequest {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** The first value of a header, by any case of its name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The first value of a query parameter. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** Method and URI; never a header, which may be secret. */
  @Override
  public String toString() {
    return method + " " + uri;
  }
}
