package dev.portcullis.policy.file;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Freshness;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.SignedAs;
import dev.portcullis.policy.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rule says besides its name, images and requirement.
 *
 * @param mode what happens to what does not meet it
 * @param terms the rest
 * @param asked the keys that are there, with their values
 * @param isRight whether all of them can be used
 */
record TermsReader(Mode mode, Terms terms, Map<String, YamlNode> asked, boolean isRight) {
  private static final Map<String, Mode> MODES =
      Map.of("enforce", Mode.ENFORCE, "warn", Mode.WARN, "audit", Mode.AUDIT);
  private static final Map<String, Terms.OnUnavailable> UNAVAILABLE =
      Map.of("refuse", Terms.OnUnavailable.REFUSE, "warn", Terms.OnUnavailable.WARN);
  private static final int ALL = 100;
  private static final Duration SHORTEST = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofDays(7);

  static TermsReader read(YamlMapping rule) {
    Map<String, YamlNode> asked = new LinkedHashMap<>();
    Optional<YamlNode> modeNode = note(rule, "mode", asked);
    Optional<YamlNode> minimumNode = note(rule, "minimumSigningTime", asked);
    Optional<YamlNode> ageNode = note(rule, "maxAge", asked);
    Optional<YamlNode> unavailableNode = note(rule, "onUnavailable", asked);
    Optional<YamlNode> signedNode = note(rule, "signedAs", asked);
    Optional<SignedAs> signedAs = signedNode.flatMap(SignedAsReader::read);
    boolean isShare = modeNode.filter(YamlMapping.class::isInstance).isPresent();
    Optional<Mode> mode =
        isShare ? Optional.of(Mode.ENFORCE) : modeNode.flatMap(node -> node.word(MODES));
    Optional<Integer> share = isShare ? modeNode.flatMap(TermsReader::share) : Optional.of(ALL);
    Optional<Instant> minimum = minimumNode.flatMap(YamlNode::instant);
    Optional<Duration> maxAge = ageNode.flatMap(YamlNode::duration).filter(Duration::isPositive);
    if (ageNode.isPresent() && maxAge.isEmpty()) {
      ageNode.get().problem("maxAge must be a duration above zero, such as 30d");
    }
    Optional<YamlMapping> seenNode =
        unavailableNode.filter(YamlMapping.class::isInstance).flatMap(YamlNode::mapping);
    Optional<Duration> seen = seenNode.flatMap(TermsReader::seen);
    Optional<Terms.OnUnavailable> unavailable =
        seenNode.isPresent()
            ? seen.map(_ -> Terms.OnUnavailable.ADMIT_IF_SEEN)
            : unavailableNode.flatMap(node -> node.word(UNAVAILABLE));
    Mode known = mode.orElse(Mode.ENFORCE);
    if (known != Mode.ENFORCE) {
      unavailableNode.ifPresent(
          node -> node.problem("only a rule that is enforced refuses at all; remove it"));
    }
    boolean isRight =
        modeNode.isPresent() == mode.isPresent()
            && share.isPresent()
            && minimumNode.isPresent() == minimum.isPresent()
            && ageNode.isPresent() == maxAge.isPresent()
            && unavailableNode.isPresent() == unavailable.isPresent()
            && signedNode.isPresent() == signedAs.isPresent();
    Terms terms =
        new Terms(
            new Freshness(minimum, maxAge),
            share.orElse(ALL),
            unavailable.orElse(Terms.OnUnavailable.REFUSE),
            seen.orElse(Duration.ZERO),
            signedAs.orElse(new SignedAs.Anything()),
            List.of());
    return new TermsReader(known, terms, asked, isRight);
  }

  private static Optional<Duration> seen(YamlMapping mapping) {
    Optional<YamlNode> node = mapping.require("admitIfSeen");
    Optional<Duration> within = node.flatMap(YamlNode::duration);
    if (within
        .filter(time -> SHORTEST.compareTo(time) <= 0 && time.compareTo(LONGEST) <= 0)
        .isEmpty()) {
      within.ifPresent(
          _ -> node.orElseThrow().problem("admitIfSeen must be from 10m to 7d, such as 24h"));
      return Optional.empty();
    }
    return within;
  }

  private static Optional<YamlNode> note(
      YamlMapping rule, String key, Map<String, YamlNode> asked) {
    Optional<YamlNode> node = rule.get(key);
    node.ifPresent(value -> asked.put(key, value));
    return node;
  }

  private static Optional<Integer> share(YamlNode node) {
    return node.mapping()
        .flatMap(mapping -> mapping.require("enforce"))
        .flatMap(text -> text.read(TermsReader::percentage));
  }

  private static int percentage(String text) throws MalformedException {
    if (text.matches("[1-9][0-9]?%")) {
      return Integer.parseInt(text.substring(0, text.length() - 1));
    }
    throw new MalformedException(
        "'" + Quoting.shorten(text) + "' is not a percentage from 1% to 99%");
  }
}
