package dev.portcullis.proxy;

import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import java.time.Duration;
import java.util.Optional;

/**
 * How the proxy stops.
 *
 * @param delay for how long it still takes new pulls after {@code /readyz} has begun to say no, so
 *     that balancers have time to look elsewhere
 * @param timeout for how long after that the pulls under way may take before they are cut
 */
record DrainConfig(Duration delay, Duration timeout) {
  /** No delay, and half a minute. */
  static final DrainConfig DEFAULT = new DrainConfig(Duration.ZERO, Duration.ofSeconds(30));

  private static final Duration LONGEST = Duration.ofHours(1);

  /** Reads {@code drain}. */
  static DrainConfig read(Optional<YamlNode> node) {
    Optional<YamlMapping> settings = node.flatMap(YamlNode::mapping);
    return new DrainConfig(
        duration(settings, "delay", DEFAULT.delay()),
        duration(settings, "timeout", DEFAULT.timeout()));
  }

  private static Duration duration(Optional<YamlMapping> settings, String key, Duration usual) {
    Optional<YamlNode> node = settings.flatMap(mapping -> mapping.get(key));
    Duration value = node.flatMap(YamlNode::duration).orElse(usual);
    if (value.compareTo(LONGEST) > 0) {
      node.orElseThrow().problem("longer than an hour; write 1h or less");
      return usual;
    }
    return value;
  }
}
