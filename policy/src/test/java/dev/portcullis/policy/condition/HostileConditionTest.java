package dev.portcullis.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions, and what they are asked about, that would go on for ever. They are counted. */
class HostileConditionTest {
  private static final int MANY = 100_000;
  private static final String LONG = "a".repeat(500_000);
  private static final List<Map<String, Object>> PACKAGES = packages();

  private static List<Map<String, Object>> packages() {
    List<Map<String, Object>> packages = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      packages.add(Map.of("name", "package-" + i, "licenses", List.of("MIT")));
    }
    return packages;
  }

  private static Condition.Answer ask(String text) throws Exception {
    Map<String, Object> predicate =
        Map.of("text", LONG, "part", "a".repeat(250_000) + "b", "pattern", "(a?){500}a{500}");
    return Condition.compile(text, Scope.SBOM)
        .ask(name -> Optional.of(name.equals("predicate") ? predicate : PACKAGES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!sbom.packages.exists(p, p.name == 'log4j-core')",
        "sbom.packages.filter(p, p.name.startsWith('package-1')).size() > 3",
        "sbom.packages.all(p, p.licenses.all(l, l in ['MIT', 'Apache-2.0']))",
        "sbom.packages.all(p, !p.name.matches('^log4j-(core|api)$'))",
      })
  void whatPeopleWriteIsToldOfOneHundredThousandPackages(String text) throws Exception {
    assertThat(ask(text)).isEqualTo(new Condition.Answer.Holds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sbom.packages.all(p, sbom.packages == sbom.packages)",
        "sbom.packages.all(p, p in sbom.packages)",
        "sbom.packages.all(p, (predicate.text + predicate.text).size() > 3)",
        "sbom.packages.all(p, !predicate.text.matches('^(a|a|aa)*b$'))",
        "sbom.packages.all(p, !predicate.text.contains('aaaaaaaaaaaaaaaab'))",
        "!sbom.packages.exists(p, predicate.text.endsWith(predicate.text + 'x'))",
        "sbom.packages.exists(p, sbom.packages != sbom.packages) || true",
      })
  void whatWouldTakeTooLongIsEndedAndNeverTakenForYes(String text) throws Exception {
    assertThat(ask(text))
        .isEqualTo(
            new Condition.Answer.Errs(
                "it takes more than 25000000 steps, the limit of one condition"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predicate.text.contains(predicate.part) | the texts are too long for 'contains'",
        "predicate.text.matches(predicate.pattern) | the text is too long for the pattern",
        "sbom.packages.all(p, sbom.packages.all(q, true)) | Iteration budget exceeded",
      })
  void oneStepThatWouldTakeTooLongIsNotBegun(String text, String why) throws Exception {
    assertThat(ask(text))
        .isInstanceOfSatisfying(
            Condition.Answer.Errs.class, errs -> assertThat(errs.why()).contains(why));
  }

  /** The same work is counted each time, so that a decision can be made again. */
  @Test
  void answerIsTheSameEachTime() throws Exception {
    String text = "sbom.packages.all(p, p in sbom.packages)";
    assertThat(ask(text)).isEqualTo(ask(text));
  }
}
