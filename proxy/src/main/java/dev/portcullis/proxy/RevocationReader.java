package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.verify.x509.RevocationMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code trust.revocation}. */
final class RevocationReader {
  /** The words for {@link RevocationMode}. */
  static final Map<String, RevocationMode> MODES =
      Map.of("hard", RevocationMode.HARD, "soft", RevocationMode.SOFT, "off", RevocationMode.OFF);

  private static final Duration LONGEST_BUDGET = Duration.ofSeconds(30);
  private static final Duration LONGEST_GRACE = Duration.ofDays(30);
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

  private RevocationReader() {}

  /** The settings; the defaults where the document says nothing. */
  static RevocationConfig read(Optional<YamlNode> trust, SourceFiles files) {
    RevocationConfig usual = RevocationConfig.DEFAULT;
    Optional<YamlMapping> settings =
        trust
            .flatMap(YamlNode::mapping)
            .flatMap(mapping -> mapping.get("revocation"))
            .flatMap(YamlNode::mapping);
    return settings
        .map(
            mapping ->
                new RevocationConfig(
                    mapping.get("mode").flatMap(node -> node.word(MODES)).orElse(usual.mode()),
                    duration(mapping.get("budget"), LONGEST_BUDGET).orElse(usual.budget()),
                    mapping.get("cache").flatMap(node -> node.read(files::resolve)),
                    duration(mapping.get("staleGrace"), LONGEST_GRACE).orElse(usual.staleGrace()),
                    hosts(mapping.get("allow"))))
        .orElse(usual);
  }

  private static Optional<Duration> duration(Optional<YamlNode> node, Duration longest) {
    Optional<Duration> duration = node.flatMap(YamlNode::duration);
    if (duration.filter(value -> value.compareTo(longest) > 0).isPresent()) {
      node.orElseThrow()
          .problem("this is too long; " + longest.toSeconds() + "s is the most that makes sense");
      return Optional.empty();
    }
    return duration;
  }

  private static List<String> hosts(Optional<YamlNode> node) {
    List<String> hosts = new ArrayList<>();
    for (YamlNode entry : node.flatMap(YamlNode::list).orElse(List.of())) {
      entry.read(RevocationReader::host).ifPresent(hosts::add);
    }
    return hosts;
  }

  private static String host(String text) throws MalformedException {
    if (!HOST.matcher(text).matches()) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is not a host or an address, such as ocsp.acme.internal");
    }
    return text;
  }
}
