package dev.portcullis.proxy.server;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A {@link Serving}, ready for use; replaced as a whole.
 *
 * @param router reads request lines
 * @param upstreams the upstreams by name
 * @param clients who may pull what
 * @param tls the listener's TLS
 */
record Routing(
    Router router,
    Map<String, UpstreamConfig> upstreams,
    Clients clients,
    Optional<SslContext> tls) {

  /** Whether pushes are passed through to an upstream. */
  boolean takesWrites(String upstream) {
    UpstreamConfig config = upstreams.get(upstream);
    return config != null && config.writes();
  }

  /**
   * Whether the client's own {@code Authorization} is shown to an upstream. Never where it is for
   * the proxy.
   */
  boolean isPassedThrough(String upstream) {
    UpstreamConfig config = upstreams.get(upstream);
    return config != null
        && config.credentials() instanceof UpstreamCredentials.PassThrough
        && !clients.usePasswords();
  }

  /**
   * Makes it ready.
   *
   * @throws IOException if the TLS settings cannot be used
   * @throws MalformedException if the password file is not one
   */
  static Routing of(Serving serving) throws IOException, MalformedException {
    Map<String, UpstreamConfig> byName =
        serving.upstreams().stream()
            .collect(Collectors.toUnmodifiableMap(UpstreamConfig::name, Function.identity()));
    Optional<String> defaultUpstream =
        serving.upstreams().stream()
            .filter(UpstreamConfig::isDefault)
            .map(UpstreamConfig::name)
            .reduce(
                (one, other) -> {
                  throw new IllegalArgumentException("two defaults: " + one + ", " + other);
                });
    Optional<SslContext> tls =
        serving.tls().isPresent()
            ? Optional.of(ListenerTls.of(serving.tls().get()))
            : Optional.empty();
    boolean certificates = serving.tls().flatMap(TlsConfig::clientCa).isPresent();
    Clients clients = Clients.of(serving.clients(), certificates);
    return new Routing(new Router(byName.keySet(), defaultUpstream), byName, clients, tls);
  }
}
