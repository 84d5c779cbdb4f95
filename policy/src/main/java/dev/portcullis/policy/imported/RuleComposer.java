package dev.portcullis.policy.imported;

import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * Makes rules of which the most specific holds out of rules that hold together: each pattern gets
 * what all rules demand that may hold for what it chooses.
 */
final class RuleComposer {
  private RuleComposer() {}

  /** What holds for images that no rule is about. */
  enum Unmatched {
    REFUSE,
    ADMIT
  }

  private record Meaning(String name, Mode mode, Demand demand) {}

  static List<Composed> compose(List<SourceRule> sources, Unmatched unmatched) {
    SequencedSet<ImagePattern> patterns = new LinkedHashSet<>();
    for (SourceRule source : sources) {
      source.images().forEach(each -> patterns.addAll(each.patterns()));
      patterns.addAll(source.skipped());
    }
    Map<Meaning, List<ImagePattern>> rules = new LinkedHashMap<>();
    for (ImagePattern pattern : patterns) {
      Meaning meaning = meaning(pattern, sources, unmatched);
      rules.computeIfAbsent(meaning, each -> new ArrayList<>()).add(pattern);
    }
    return rules.entrySet().stream()
        .map(
            rule ->
                new Composed(
                    rule.getKey().name(),
                    rule.getValue(),
                    rule.getKey().mode(),
                    rule.getKey().demand(),
                    Optional.empty()))
        .toList();
  }

  private static Meaning meaning(
      ImagePattern pattern, List<SourceRule> sources, Unmatched unmatched) {
    List<SourceRule> some = sources.stream().filter(each -> each.concerns(pattern)).toList();
    if (some.isEmpty()) {
      return new Meaning("skipped", Mode.ENFORCE, Demand.anything());
    }
    String name = some.stream().map(SourceRule::name).distinct().collect(Collectors.joining("-"));
    boolean isGoverned = some.stream().anyMatch(each -> each.governs(pattern));
    if (!isGoverned && unmatched == Unmatched.REFUSE) {
      String why =
          some.stream()
              .flatMap(each -> each.images().stream())
              .filter(each -> each.patterns().contains(pattern))
              .flatMap(each -> each.looseness().stream())
              .findFirst()
              .orElse("the original is about a part of these only");
      return new Meaning(name, Mode.ENFORCE, new Demand.Nothing(why));
    }
    Mode mode = some.stream().map(SourceRule::mode).min(Mode::compareTo).orElse(Mode.ENFORCE);
    List<Demand> demands =
        some.stream().filter(each -> each.mode() == mode).map(SourceRule::demand).toList();
    return new Meaning(name, mode, Demand.simplest(new Demand.All(demands)));
  }
}
