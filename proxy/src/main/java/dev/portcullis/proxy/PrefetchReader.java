package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.prefetch.PrefetchConfig;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code prefetch}. */
final class PrefetchReader {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private PrefetchReader() {}

  static PrefetchConfig read(Optional<YamlNode> node, List<UpstreamConfig> upstreams) {
    Optional<YamlMapping> settings = node.flatMap(YamlNode::mapping);
    if (settings.isEmpty()) {
      return PrefetchConfig.NOTHING;
    }
    Optional<List<YamlNode>> list = settings.get().require("keepWarm").flatMap(YamlNode::list);
    List<Reference> images = new ArrayList<>();
    for (YamlNode image : list.orElse(List.of())) {
      image.read(text -> image(text, upstreams)).ifPresent(images::add);
    }
    Optional<YamlNode> every = settings.get().get("every");
    Duration interval = every.flatMap(YamlNode::duration).orElse(PrefetchConfig.NOTHING.every());
    if (interval.compareTo(SHORTEST) < 0) {
      every.orElseThrow().problem("shorter than a second; write 1s or more");
    }
    return new PrefetchConfig(images, interval);
  }

  private static Reference image(String text, List<UpstreamConfig> upstreams)
      throws MalformedException {
    Reference image = Reference.parse(text);
    String registry = image.repository().registry();
    if (upstreams.stream().noneMatch(upstream -> upstream.name().equals(registry))) {
      throw new MalformedException(registry + " is not among the upstreams");
    }
    return image;
  }
}
