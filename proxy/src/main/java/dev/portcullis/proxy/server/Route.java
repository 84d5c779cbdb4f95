package dev.portcullis.proxy.server;

import dev.portcullis.oci.RepositoryName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Which repository a request is about, and how the client named it, so that URLs in answers can be
 * put in the client's own terms.
 *
 * @param repository the canonical name; its registry is the name of a configured upstream
 * @param clientPath the client's path up to and including the repository, as received: {@code
 *     /v2/docker.io/alpine}
 * @param byNamespace whether the client named the registry with {@code ns}, which is then echoed as
 *     {@code OCI-Namespace} (distribution-spec, "Registry Proxying")
 */
public record Route(RepositoryName repository, String clientPath, boolean byNamespace) {

  /** The name of the upstream. */
  public String upstream() {
    return repository.registry();
  }

  /**
   * A URL of this proxy for something in the repository, in the form in which the client asked.
   *
   * @param tail the path after the repository, with its leading slash
   * @param query the query without {@code ns} and question mark; may be empty
   */
  public String urlOf(String tail, String query) {
    StringBuilder url = new StringBuilder(clientPath).append(tail);
    if (!query.isEmpty()) {
      url.append('?').append(query);
    }
    if (byNamespace) {
      url.append(query.isEmpty() ? '?' : '&')
          .append("ns=")
          .append(URLEncoder.encode(upstream(), StandardCharsets.UTF_8));
    }
    return url.toString();
  }
}
