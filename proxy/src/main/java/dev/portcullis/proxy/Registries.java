package dev.portcullis.proxy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.tracing.Tracing;
import dev.portcullis.proxy.upstream.Acquaintance;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.Transport;
import dev.portcullis.proxy.upstream.UpstreamCall;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The clients of the upstream registries, by the name that clients know. A reload keeps the client
 * of an upstream that did not change, with its connections and tokens. Thread-safe.
 */
final class Registries implements AutoCloseable {
  private final Transport transport = new Transport(Timeouts.DEFAULT);
  private final Metrics metrics;
  private final Tracing tracing;
  private volatile Map<String, RegistryClient> clients = Map.of();
  private volatile Optional<Acquaintance> acquaintance = Optional.empty();

  Registries(Metrics metrics, Tracing tracing, List<UpstreamConfig> upstreams) {
    this.metrics = metrics;
    this.tracing = tracing;
    reconfigure(upstreams);
  }

  /** Puts other upstreams in force. */
  void reconfigure(List<UpstreamConfig> upstreams) {
    Map<String, RegistryClient> known = clients;
    clients =
        upstreams.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    UpstreamConfig::name,
                    upstream ->
                        Optional.ofNullable(known.get(upstream.name()))
                            .filter(client -> client.upstream().equals(upstream))
                            .orElseGet(() -> client(upstream))));
    acquaintance.ifPresent(of -> of.meet(clients.values()));
  }

  /** Has connections to the upstreams opened, and kept open to those that are used. */
  void keepOpen() {
    Acquaintance started = Acquaintance.start(Ticker.systemTicker());
    acquaintance = Optional.of(started);
    started.meet(clients.values());
  }

  private RegistryClient client(UpstreamConfig upstream) {
    return new RegistryClient(upstream, transport, this::count, Ticker.systemTicker());
  }

  private void count(UpstreamCall call) {
    acquaintance.ifPresent(of -> of.used(call));
    String operation =
        switch (call.operation()) {
          case PING, TOKEN -> "token";
          case MANIFEST -> "manifest";
          case RESOLVE, ACCESS -> "tag";
          case BLOB -> "blob";
          case REFERRERS -> "referrers";
          case TAGS -> "tags";
        };
    tracing.fetched(call);
    metrics.upstream(call.registry(), operation, result(call), call.nanos());
  }

  private static String result(UpstreamCall call) {
    Optional<Fetch.Kind> trouble = call.trouble();
    if (trouble.isPresent()) {
      return trouble.get().name().toLowerCase(Locale.ROOT);
    }
    return switch (call.status()) {
      case 401, 403 -> "denied";
      case 404 -> "absent";
      default -> "ok";
    };
  }

  /** The clients in force. */
  Map<String, RegistryClient> clients() {
    return clients;
  }

  /** The client of one upstream. */
  Optional<RegistryClient> client(String name) {
    return Optional.ofNullable(clients.get(name));
  }

  @Override
  public void close() {
    acquaintance.ifPresent(Acquaintance::close);
    transport.close();
  }
}
