package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.RepositoryName;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final Policy POLICY =
      Policy.of(
          List.of(
              open("everything", "r.io/**"),
              open("team", "r.io/team/**"),
              open("web", "r.io/team/web", "r.io/team/web-*"),
              open("tests", "r.io/*/tests/**", "r.io/team/*/tests"),
              open("ported", "localhost:5000/**"),
              open("top", "r.io/*")),
          Rule.refuseUnmatched(),
          DenyList.empty());

  @ParameterizedTest
  @CsvSource({
    "r.io/app, top",
    "r.io/x/app, everything",
    "r.io/team/app, team",
    "r.io/team/web, web",
    "r.io/team/web-2, web",
    "r.io/team/web/2, team",
    "r.io/team/app/tests, tests",
    "r.io/team/app/tests/x, team",
    "r.io/x/tests/y, tests",
    "r.io/teams/app, everything",
    "localhost:5000/a/b, ported",
    "localhost/a/b, unmatched",
    "localhost:5001/a, unmatched",
  })
  void mostSpecificPatternDecides(String name, String rule) {
    assertThat(POLICY.ruleFor(ImagePatternTest.name(name)).name()).isEqualTo(rule);
  }

  @Test
  void orderOfRulesDoesNotMatter() {
    Policy reversed =
        Policy.of(POLICY.rules().reversed(), Rule.refuseUnmatched(), DenyList.empty());
    for (String name : List.of("r.io/app", "r.io/team/web-2", "r.io/x/tests/y", "s.io/x")) {
      assertThat(reversed.ruleFor(ImagePatternTest.name(name)))
          .isEqualTo(POLICY.ruleFor(ImagePatternTest.name(name)));
    }
  }

  @Test
  void ruleIsFoundAmongThousandsWithoutAllocating() {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rules.add(open("rule-" + i, "r.io/team-" + i + "/**", "r.io/team-" + i + "/a/*/b"));
    }
    Policy policy = Policy.of(rules, Rule.refuseUnmatched(), DenyList.empty());
    RepositoryName name = ImagePatternTest.name("r.io/team-4711/a/c/b");
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 50_000; i++) {
      assertThat(policy.ruleFor(name)).isSameAs(rules.get(4711));
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    int found = 0;
    for (int i = 0; i < 100_000; i++) {
      found += policy.ruleFor(name).equals(rules.get(4711)) ? 1 : 0;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(found).isEqualTo(100_000);
    assertThat(allocated).isLessThan(100_000);
  }

  @Test
  void rulesOfWhichNeitherIsMoreSpecificAreRefused() {
    assertThatThrownBy(
            () ->
                Policy.of(
                    List.of(open("a", "r.io/x/**"), open("b", "r.io/x/**")),
                    Rule.refuseUnmatched(),
                    DenyList.empty()))
        .hasMessageContaining("pattern r.io/x/** is in rule a and in rule b");
    assertThatThrownBy(
            () ->
                Policy.of(
                    List.of(open("a", "r.io/*/ab-*"), open("b", "r.io/*/*-cd")),
                    Rule.refuseUnmatched(),
                    DenyList.empty()))
        .hasMessageContaining("both match r.io/x/ab-cd and neither is more specific");
  }

  @Test
  void oneRuleMayHavePatternsThatMatchTheSame() {
    Policy policy =
        Policy.of(
            List.of(open("a", "r.io/*/ab-*", "r.io/*/*-cd")),
            Rule.refuseUnmatched(),
            DenyList.empty());
    assertThat(policy.ruleFor(ImagePatternTest.name("r.io/x/ab-cd")).name()).isEqualTo("a");
  }

  @Test
  void inconsistentPolicyCannotBeMade() {
    Signer one = Scene.signer("a");
    Signer other = new Signer.Keys("a", List.of(Scene.key("other.pub")));
    Signer same = new Signer.Keys("b", List.of(Scene.key("a.pub")));
    assertThatThrownBy(() -> policy(one, other)).hasMessage("two signers are called a");
    assertThatThrownBy(() -> policy(one, same))
        .hasMessage("key a.pub belongs to two signers: a and b");
    assertThatThrownBy(
            () ->
                Policy.of(
                    List.of(open("x", "r.io/a"), open("x", "r.io/b")),
                    Rule.refuseUnmatched(),
                    DenyList.empty()))
        .hasMessage("two rules are called x");
    assertThatThrownBy(
            () ->
                Policy.of(
                    List.of(open("evidence", "r.io/a")), Rule.refuseUnmatched(), DenyList.empty()))
        .hasMessage("two rules are called evidence");
    assertThatThrownBy(
            () -> Policy.of(List.of(open("x")), Rule.refuseUnmatched(), DenyList.empty()))
        .hasMessage("rule x has no pattern");
  }

  @Test
  void equalPoliciesHaveEqualRevisionsAndOthersDoNot() {
    Policy a = policy(Scene.signer("a"), Scene.signer("b"));
    assertThat(policy(Scene.signer("a"), Scene.signer("b")).revision()).isEqualTo(a.revision());
    assertThat(policy(Scene.signer("b"), Scene.signer("a")).revision()).isNotEqualTo(a.revision());
    assertThat(a.withDenied(DenyList.empty()).revision()).isEqualTo(a.revision());
  }

  @Test
  void revisionOfARuleIsThatOfWhatItDecidesAndNotOfWhereItHolds() {
    Requirement by = Scene.by(Scene.signer("a"));
    Rule rule = rule("x", "r.io/a", Mode.ENFORCE, by);
    assertThat(rule("x", "r.io/b", Mode.ENFORCE, by).revision()).isEqualTo(rule.revision());
    assertThat(rule("y", "r.io/a", Mode.ENFORCE, by).revision()).isNotEqualTo(rule.revision());
    assertThat(rule("x", "r.io/a", Mode.WARN, by).revision()).isNotEqualTo(rule.revision());
    assertThat(rule("x", "r.io/a", Mode.ENFORCE, new Requirement.All(List.of(by))).revision())
        .isNotEqualTo(rule.revision());
    assertThat(
            rule("x", "r.io/a", Mode.ENFORCE, new Requirement.AtLeast(1, List.of(by))).revision())
        .isNotEqualTo(rule.revision());
    assertThat(open("x", "r.io/a").revision()).isNotEqualTo(rule.revision());
  }

  private static Policy policy(Signer first, Signer second) {
    return Policy.of(
        List.of(
            rule("x", "r.io/a", Mode.ENFORCE, Scene.by(first)),
            rule("y", "r.io/b", Mode.ENFORCE, Scene.by(second))),
        Rule.refuseUnmatched(),
        DenyList.empty());
  }

  private static Rule rule(String name, String pattern, Mode mode, Requirement requirement) {
    return new Rule(name, ImagePatternTest.patterns(pattern), mode, Optional.of(requirement));
  }

  private static Rule open(String name, String... patterns) {
    return new Rule(name, ImagePatternTest.patterns(patterns), Mode.ENFORCE, Optional.empty());
  }
}
