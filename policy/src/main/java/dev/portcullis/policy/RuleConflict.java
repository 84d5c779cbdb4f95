package dev.portcullis.policy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Two patterns of different rules that match the same name, neither being more specific, so that it
 * cannot be said which rule holds.
 *
 * @param first the pattern of the rule that stands first
 * @param firstRule the name of that rule
 * @param second the pattern of the other rule
 * @param secondRule the name of that rule
 * @param example a name that both match, where one can be given
 */
public record RuleConflict(
    ImagePattern first,
    String firstRule,
    ImagePattern second,
    String secondRule,
    Optional<RepositoryName> example) {

  private static final Comparator<Entry> BY_TIES =
      Comparator.comparing(Entry::pattern, ImagePattern.MOST_SPECIFIC_FIRST)
          .thenComparing(entry -> entry.pattern().beginning())
          .thenComparingInt(Entry::position);

  private record Entry(ImagePattern pattern, String rule, int position) {}

  /** All conflicts between {@code rules}. */
  public static List<RuleConflict> among(List<Rule> rules) {
    Map<String, List<Entry>> byRegistry = new TreeMap<>();
    int position = 0;
    for (Rule rule : rules) {
      for (ImagePattern pattern : rule.images()) {
        byRegistry
            .computeIfAbsent(pattern.registry(), registry -> new ArrayList<>())
            .add(new Entry(pattern, rule.name(), position++));
      }
    }
    List<RuleConflict> conflicts = new ArrayList<>();
    for (List<Entry> entries : byRegistry.values()) {
      entries.sort(BY_TIES);
      for (int i = 0; i < entries.size(); i++) {
        for (int j = i + 1; j < entries.size() && tie(entries.get(i), entries.get(j)); j++) {
          between(entries.get(i), entries.get(j)).ifPresent(conflicts::add);
        }
      }
    }
    return conflicts;
  }

  /** Patterns that tie and match one name begin alike, so no others need be compared. */
  private static boolean tie(Entry a, Entry b) {
    return ImagePattern.MOST_SPECIFIC_FIRST.compare(a.pattern(), b.pattern()) == 0
        && a.pattern().beginning().equals(b.pattern().beginning());
  }

  private static Optional<RuleConflict> between(Entry first, Entry second) {
    if (first.rule().equals(second.rule())) {
      return Optional.empty();
    }
    return first
        .pattern()
        .overlap(second.pattern())
        .map(
            name ->
                new RuleConflict(
                    first.pattern(), first.rule(), second.pattern(), second.rule(), example(name)));
  }

  private static Optional<RepositoryName> example(String name) {
    try {
      return Optional.of(RepositoryName.parse(name));
    } catch (MalformedException e) {
      return Optional.empty(); // what the stars stand for was chosen without regard to the grammar
    }
  }

  /** The conflict in words, without a final stop. */
  public String sentence() {
    String both =
        first.equals(second)
            ? "pattern " + first + " is in rule " + firstRule + " and in rule " + secondRule
            : "pattern "
                + second
                + " of rule "
                + secondRule
                + " and pattern "
                + first
                + " of rule "
                + firstRule
                + " both match"
                + example.map(name -> " " + name).orElse(" the same names")
                + " and neither is more specific";
    return both + "; make one of them more specific or remove it";
  }
}
