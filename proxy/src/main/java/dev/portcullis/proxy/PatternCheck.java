package dev.portcullis.proxy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds image patterns that could never match, because their registry is no upstream: a rule that
 * its author believes in and that does nothing.
 */
final class PatternCheck {
  private final Set<String> registries;

  PatternCheck(List<UpstreamConfig> upstreams) {
    registries = upstreams.stream().map(UpstreamConfig::name).collect(Collectors.toSet());
  }

  /** Notes each such pattern of a rule or of a client's access, if there is any upstream at all. */
  void check(YamlMapping root) {
    if (registries.isEmpty()) {
      return;
    }
    root.get("rules").ifPresent(this::checkEach);
    root.get("clients")
        .filter(YamlMapping.class::isInstance)
        .flatMap(YamlNode::mapping)
        .flatMap(clients -> clients.get("access"))
        .ifPresent(this::checkEach);
  }

  private void checkEach(YamlNode list) {
    for (YamlNode entry : list.list().orElse(List.of())) {
      if (entry instanceof YamlMapping settings) {
        settings.get("images").flatMap(YamlNode::list).orElse(List.of()).stream()
            .forEach(this::checkPattern);
      }
    }
  }

  private void checkPattern(YamlNode pattern) {
    String text = pattern.text().orElse("*");
    int slash = text.indexOf('/');
    String registry = slash < 0 ? text : text.substring(0, slash);
    if (registry.indexOf('*') < 0 && !registries.contains(registry)) {
      pattern.problem(
          "this can never match: '" + Quoting.shorten(registry) + "' is not among the upstreams");
    }
  }
}
