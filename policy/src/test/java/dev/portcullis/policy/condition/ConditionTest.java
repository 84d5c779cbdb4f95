package dev.portcullis.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final Map<String, Object> VALUES =
      Map.of(
          "predicate", Map.of("count", 7L, "ratio", 0.5, "name", "app", "tags", List.of("a", "b")),
          "image.registry", "registry.acme.io",
          "vulns", List.of(Map.of("id", "CVE-1", "severity", "HIGH", "status", "fixed")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predicate.count == 7 && predicate.count == 7.0 && predicate.ratio < 1",
        "predicate.name.startsWith('a') && 'b' in predicate.tags",
        "predicate.name.matches('^ap+$')",
        "!has(predicate.missing)",
        "image.registry.endsWith('.acme.io')",
        "vulns.all(v, v.severity != 'CRITICAL' || v.status == 'fixed')",
      })
  void holds(String text) throws Exception {
    assertThat(ask(text)).isEqualTo(new Condition.Answer.Holds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"predicate.count > 7", "predicate.name == 'App'", "predicate.count == '7'"})
  void doesNotHold(String text) throws Exception {
    assertThat(ask(text)).isEqualTo(new Condition.Answer.Fails());
  }

  /** What cannot be told must never count as yes, whichever way round it is asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "predicate.missing == 1",
        "predicate.missing != 1",
        "!(predicate.missing == 1)",
        "!vulns.exists(v, v.severty == 'CRITICAL')",
        "predicate.name > 1",
        "predicate",
        "predicate.count / 0 == 1",
        "predicate.name.matches('(')",
        "predicate.name.matches('((a{500}){500}){500}')",
        "image.repository == 'x'",
      })
  void cannotBeTold(String text) throws Exception {
    assertThat(ask(text)).isInstanceOf(Condition.Answer.Errs.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "image.tag == 'x';at its character 1: undeclared reference to 'image'",
        "predicate ==;at its character 13: mismatched input",
        "1 + 1;at its character 3: expected type 'bool' but found 'int'",
        "image.registry == 7;at its character 16: found no matching overload",
        "sbom.packages.size() > 1;undeclared reference to 'sbom'",
      })
  void isRefusedBeforeItIsEverAsked(String text, String problem) {
    assertThatThrownBy(() -> Condition.compile(text, Scope.ATTESTATION))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void conditionThatIsTooLongIsRefused() {
    String text = "true" + " && true".repeat(Limits.CONDITION_LENGTH / 8);
    assertThatThrownBy(() -> Condition.compile(text, Scope.SIGNATURE))
        .hasMessage("the condition is longer than 4096 characters");
  }

  @Test
  void conditionThatIsNestedTooDeepIsRefused() {
    String text = "(".repeat(200) + "true" + ")".repeat(200);
    assertThatThrownBy(() -> Condition.compile(text, Scope.SIGNATURE))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void loopsInLoopsEndAndAreNotTakenForYes() throws Exception {
    List<Map<String, Object>> packages = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      packages.add(Map.of("name", "p" + i));
    }
    Condition condition =
        Condition.compile(
            "!sbom.packages.exists(p, sbom.packages.exists(q, q.name == p.name + '!'))",
            Scope.SBOM);
    assertThat(condition.ask(name -> Optional.of(packages)))
        .isInstanceOfSatisfying(
            Condition.Answer.Errs.class,
            errs -> assertThat(errs.why()).contains("Iteration budget exceeded"));
  }

  @Test
  void patternThatOthersBacktrackOverIsMatchedInLinearTime() throws Exception {
    Condition condition =
        Condition.compile("predicate.text.matches('^(a|a|aa)*b$')", Scope.ATTESTATION);
    Map<String, Object> predicate = Map.of("text", "a".repeat(20_000));
    assertThat(condition.ask(name -> Optional.of(predicate)))
        .isEqualTo(new Condition.Answer.Fails());
  }

  private static Condition.Answer ask(String text) throws MalformedException {
    return Condition.compile(text, Scope.ATTESTATION)
        .ask(name -> Optional.ofNullable(VALUES.get(name)));
  }
}
