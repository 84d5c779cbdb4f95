package dev.portcullis.proxy.server;

import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a request line is read against; replaced as a whole when the configuration changes.
 *
 * @param router reads request lines
 * @param upstreams the upstreams by name
 */
public record Routing(Router router, Map<String, UpstreamConfig> upstreams) {
  /** Copies the map. */
  public Routing {
    upstreams = Map.copyOf(upstreams);
  }

  /** The routing for a set of upstreams, of which at most one is the default. */
  public static Routing of(Collection<UpstreamConfig> upstreams) {
    Map<String, UpstreamConfig> byName =
        upstreams.stream().collect(Collectors.toMap(UpstreamConfig::name, Function.identity()));
    Optional<String> defaultUpstream =
        upstreams.stream()
            .filter(UpstreamConfig::isDefault)
            .map(UpstreamConfig::name)
            .reduce(
                (one, other) -> {
                  throw new IllegalArgumentException(
                      "two default upstreams: " + one + ", " + other);
                });
    return new Routing(new Router(byName.keySet(), defaultUpstream), byName);
  }
}
