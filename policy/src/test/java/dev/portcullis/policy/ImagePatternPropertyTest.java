package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.RepositoryName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Patterns against every short name over a small alphabet. */
class ImagePatternPropertyTest {
  private static final List<RepositoryName> NAMES = names();
  private static final List<ImagePattern> PATTERNS = patterns();

  @Test
  void matchesAsTheRegularExpressionDoes() {
    for (ImagePattern pattern : PATTERNS) {
      Pattern expression = expression(pattern);
      for (RepositoryName name : NAMES) {
        boolean matches = pattern.matches(name);
        if (matches != expression.matcher(name.toString()).matches()) {
          fail("%s and %s: %s", pattern, name, matches);
        }
      }
    }
  }

  @Test
  void everyPatternMatchesSomething() {
    for (ImagePattern pattern : PATTERNS) {
      assertThat(matched(pattern).cardinality()).as(pattern.toString()).isPositive();
    }
  }

  @Test
  void patternThatMatchesLessIsMoreSpecific() {
    List<BitSet> matched = PATTERNS.stream().map(ImagePatternPropertyTest::matched).toList();
    int compared = 0;
    for (int i = 0; i < PATTERNS.size(); i++) {
      for (int j = 0; j < PATTERNS.size(); j++) {
        BitSet less = matched.get(i);
        BitSet both = (BitSet) less.clone();
        both.and(matched.get(j));
        if (both.equals(less) && !less.equals(matched.get(j))) {
          compared++;
          assertThat(ImagePattern.MOST_SPECIFIC_FIRST.compare(PATTERNS.get(i), PATTERNS.get(j)))
              .as("%s within %s", PATTERNS.get(i), PATTERNS.get(j))
              .isNegative();
        }
      }
    }
    assertThat(compared).isGreaterThan(1000);
  }

  @Test
  void overlapIsFoundExactlyWhereOneNameMatchesBoth() {
    List<BitSet> matched = PATTERNS.stream().map(ImagePatternPropertyTest::matched).toList();
    for (int i = 0; i < PATTERNS.size(); i++) {
      for (int j = 0; j < PATTERNS.size(); j++) {
        Optional<String> overlap = PATTERNS.get(i).overlap(PATTERNS.get(j));
        if (matched.get(i).intersects(matched.get(j))) {
          assertThat(overlap).as("%s and %s", PATTERNS.get(i), PATTERNS.get(j)).isPresent();
        }
        if (overlap.isPresent()) {
          assertThat(overlap.get()).matches(expression(PATTERNS.get(i)));
          assertThat(overlap.get()).matches(expression(PATTERNS.get(j)));
        }
      }
    }
  }

  @Test
  void tableFindsWhatComparingAllPatternsFinds() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      List<Rule> rules = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Rule rule =
            new Rule(
                "rule-" + i,
                List.of(PATTERNS.get(random.nextInt(PATTERNS.size()))),
                Mode.ENFORCE,
                Optional.empty());
        rules.add(rule);
        if (!RuleConflict.among(rules).isEmpty()) {
          rules.removeLast();
        }
      }
      Policy policy = Policy.of(rules, Rule.refuseUnmatched(), DenyList.empty());
      for (int i = 0; i < 200; i++) {
        RepositoryName name = NAMES.get(random.nextInt(NAMES.size()));
        Rule expected =
            rules.stream()
                .filter(rule -> rule.images().getFirst().matches(name))
                .min(
                    (a, b) ->
                        ImagePattern.MOST_SPECIFIC_FIRST.compare(
                            a.images().getFirst(), b.images().getFirst()))
                .orElse(policy.unmatched());
        assertThat(policy.ruleFor(name)).as("%s in %s", name, rules).isSameAs(expected);
      }
    }
  }

  /** The indices of the names that {@code pattern} matches. */
  private static BitSet matched(ImagePattern pattern) {
    BitSet matched = new BitSet(NAMES.size());
    for (int i = 0; i < NAMES.size(); i++) {
      matched.set(i, pattern.matches(NAMES.get(i)));
    }
    return matched;
  }

  private static Pattern expression(ImagePattern pattern) {
    String text = pattern.toString();
    boolean subtree = text.endsWith("/**");
    String stem = subtree ? text.substring(0, text.length() - 2) : text;
    String expression = stem.replace(".", "\\.").replace("*", "[^/]*") + (subtree ? ".+" : "");
    return Pattern.compile(expression);
  }

  /**
   * Every name of at most seven characters over two letters, a hyphen and the slash: long enough
   * for each pattern below with an x for each star.
   */
  private static List<RepositoryName> names() {
    List<RepositoryName> names = new ArrayList<>();
    spell("", "ax-/", 7, names);
    return names;
  }

  private static void spell(String start, String letters, int left, List<RepositoryName> names) {
    if (NameGrammar.isRepositoryPath(start)) {
      names.add(new RepositoryName("r.io", start));
    }
    if (left > 0) {
      for (int i = 0; i < letters.length(); i++) {
        spell(start + letters.charAt(i), letters, left - 1, names);
      }
    }
  }

  /** Random patterns without the letter x, so that a star can always stand for something else. */
  private static List<ImagePattern> patterns() {
    Random random = new Random(7);
    List<ImagePattern> patterns = new ArrayList<>();
    while (patterns.size() < 120) {
      StringBuilder path = new StringBuilder();
      int length = 1 + random.nextInt(5);
      for (int i = 0; i < length; i++) {
        path.append("aa**-/".charAt(random.nextInt(6)));
      }
      if (random.nextInt(3) == 0) {
        path.append("/**");
      }
      pattern("r.io/" + path).filter(one -> !patterns.contains(one)).ifPresent(patterns::add);
    }
    return patterns;
  }

  private static Optional<ImagePattern> pattern(String text) {
    try {
      return Optional.of(ImagePattern.parse(text));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
