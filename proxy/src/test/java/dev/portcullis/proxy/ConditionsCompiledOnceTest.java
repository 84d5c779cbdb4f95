package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabStatement;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions are compiled when a policy is read, and not when somebody pulls. */
class ConditionsCompiledOnceTest {
  private static final String APP = "app/web";
  private static final String SHARED = "predicate.builder == \"ours\"";
  private static final String RULES =
      """
        - name: app
          images: [r.test/app/**]
          require:
            - signature: {by: release, where: 'image.registry == "r.test"'}
            - any:
                - attestation: {type: slsa-provenance-v1, by: release, where: '%1$s'}
                - attestation: {type: "https://acme.test/built/v1", by: release, where: '%1$s'}
        - name: other
          images: [r.test/other/**]
          require: [{attestation: {type: slsa-provenance-v1, by: release, where: '%1$s'}}]
      """
          .formatted(SHARED);

  /** A signature's condition, and an attestation's that stands in three places. */
  private static final int DISTINCT = 2;

  @Test
  void eachConditionIsCompiledOncePerPolicyHoweverManyRulesPullsAndEvaluations(@TempDir Path folder)
      throws Exception {
    try (PolicyStage stage = new PolicyStage(folder)) {
      stage.start("  - {name: all, images: [r.test/**], require: [{signature: {by: release}}]}\n");
      long before = compiled(stage);
      stage.reload(RULES);
      assertThat(compiled(stage) - before).isEqualTo(DISTINCT);

      for (int i = 0; i < 4; i++) {
        LabArtifact image = LabArtifact.image("built " + i);
        String builder = i % 2 == 0 ? "ours" : "theirs";
        stage.push(APP, image, true);
        stage.attest(
            APP,
            image.digest(),
            LabStatement.about(image.digest(), "https://slsa.dev/provenance/v1")
                .withPredicate("{\"builder\":\"%s\"}".formatted(builder)));
        for (int pull = 0; pull < 3; pull++) {
          assertThat(stage.pull(APP, image.digest()).statusCode())
              .isEqualTo(builder.equals("ours") ? 200 : 403);
        }
      }
      assertThat(compiled(stage) - before).isEqualTo(DISTINCT);

      stage.reload(RULES);
      assertThat(compiled(stage) - before).isEqualTo(2 * DISTINCT);
    }
  }

  private static long compiled(PolicyStage stage) {
    Matcher metric =
        Pattern.compile("(?m)^portcullis_conditions_compiled_total ([0-9.E]+)$")
            .matcher(stage.wiring().metrics().scrape());
    assertThat(metric.find()).isTrue();
    return (long) Double.parseDouble(metric.group(1));
  }
}
