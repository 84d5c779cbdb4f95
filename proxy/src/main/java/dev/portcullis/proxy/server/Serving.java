package dev.portcullis.proxy.server;

import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.util.List;
import java.util.Optional;

/**
 * What a change of configuration may change under a running server.
 *
 * @param upstreams the upstreams, of which at most one is the default
 * @param clients who may pull what
 * @param tls the listener's TLS; plain text, if absent
 */
public record Serving(
    List<UpstreamConfig> upstreams, ClientsConfig clients, Optional<TlsConfig> tls) {
  /** Copies the list. */
  public Serving {
    upstreams = List.copyOf(upstreams);
  }
}
