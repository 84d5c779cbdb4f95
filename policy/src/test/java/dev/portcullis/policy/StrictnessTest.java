package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is called stricter or looser is so, whatever evidence there is. */
class StrictnessTest {
  private static final List<String> SIGNERS = List.of("a", "b", "c");

  @Test
  void whatIsCalledStricterNeverAdmitsMoreAndWhatIsCalledLooserNeverLess() {
    List<Rule> rules = rules();
    int told = 0;
    for (Rule before : rules) {
      for (Rule now : rules) {
        Strictness strictness = Strictness.of(before, now);
        told += strictness == Strictness.OTHER ? 0 : 1;
        for (Scene scene : scenes()) {
          boolean then = admits(before, scene);
          boolean later = admits(now, scene);
          switch (strictness) {
            case SAME -> assertThat(later).as("%s to %s", before, now).isEqualTo(then);
            case STRICTER ->
                assertThat(!later || then).as("%s to %s", words(before), words(now)).isTrue();
            case LOOSER ->
                assertThat(later || !then).as("%s to %s", words(before), words(now)).isTrue();
            case OTHER -> {}
          }
        }
      }
    }
    assertThat(rules).hasSizeGreaterThan(60);
    assertThat(told).as("pairs of which something is told").isGreaterThan(rules.size() * 10);
  }

  @Test
  void modesSharesAndAgesAreCompared() {
    Requirement a = Scene.by(Scene.signer("a"));
    Rule usual = rule(a, Mode.ENFORCE, Terms.USUAL);
    assertThat(Strictness.of(usual, rule(a, Mode.WARN, Terms.USUAL))).isEqualTo(Strictness.LOOSER);
    assertThat(Strictness.of(rule(a, Mode.AUDIT, Terms.USUAL), rule(a, Mode.WARN, Terms.USUAL)))
        .isEqualTo(Strictness.STRICTER);
    Terms tenth =
        new Terms(
            Freshness.ANY, 10, Terms.OnUnavailable.REFUSE, new SignedAs.Anything(), List.of());
    assertThat(Strictness.of(usual, rule(a, Mode.ENFORCE, tenth))).isEqualTo(Strictness.LOOSER);
    Terms young =
        new Terms(
            new Freshness(Optional.empty(), Optional.of(Duration.ofDays(30))),
            100,
            Terms.OnUnavailable.WARN,
            new SignedAs.Anything(),
            List.of());
    assertThat(Strictness.of(usual, rule(a, Mode.ENFORCE, young))).isEqualTo(Strictness.OTHER);
  }

  private static boolean admits(Rule rule, Scene scene) {
    return scene.decide(rule) instanceof Decision.Admit;
  }

  private static String words(Rule rule) {
    return rule.require().map(Requirement::words).orElse("anything");
  }

  private static List<Rule> rules() {
    List<Requirement> simple = new ArrayList<>();
    SIGNERS.forEach(name -> simple.add(Scene.by(Scene.signer(name))));
    List<Requirement> all = new ArrayList<>(simple);
    List<Requirement> pairs = new ArrayList<>();
    for (int i = 0; i < simple.size(); i++) {
      List<Requirement> two = List.of(simple.get(i), simple.get((i + 1) % simple.size()));
      pairs.add(new Requirement.All(two));
      pairs.add(new Requirement.AtLeast(1, two));
      pairs.add(new Requirement.AtLeast(2, two));
    }
    for (int count = 1; count <= simple.size(); count++) {
      pairs.add(new Requirement.AtLeast(count, simple));
    }
    all.addAll(pairs);
    for (Requirement pair : pairs) {
      for (Requirement one : simple) {
        all.add(new Requirement.All(List.of(pair, one)));
        all.add(new Requirement.AtLeast(1, List.of(pair, one)));
      }
    }
    all.add(new Requirement.Nothing("no use"));
    List<Rule> rules = new ArrayList<>();
    all.forEach(each -> rules.add(rule(each, Mode.ENFORCE, Terms.USUAL)));
    rules.add(new Rule("production", List.of(), Mode.ENFORCE, Optional.empty()));
    return rules;
  }

  private static Rule rule(Requirement requirement, Mode mode, Terms terms) {
    return new Rule(
        "production",
        ImagePatternTest.patterns("registry.acme.io/**"),
        mode,
        Optional.of(requirement),
        terms);
  }

  private static List<Scene> scenes() {
    List<Scene> scenes = new ArrayList<>();
    for (int set = 0; set < 1 << SIGNERS.size(); set++) {
      Scene scene = new Scene();
      for (int i = 0; i < SIGNERS.size(); i++) {
        if ((set & (1 << i)) != 0) {
          scene.signed(SIGNERS.get(i) + ".pub");
        }
      }
      scenes.add(scene);
    }
    return scenes;
  }
}
