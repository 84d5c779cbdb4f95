package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.verify.lab.LabArtifact;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that is dead for evidence, in front of clients that have pulled before. */
class SeenThroughTheProxyTest {
  private static final String RULE =
      """
        - name: app
          images: [r.test/app/**]
          onUnavailable: {admitIfSeen: 24h}
          require: [{signature: {by: release}}]
      """;
  private static final String UNRELATED =
      "  - {name: open, images: [r.test/open/**], insecureAdmitAnything: true}\n";

  private final PolicyStage stage;
  private final Path folder;
  private final LabArtifact image = LabArtifact.image("app");

  SeenThroughTheProxyTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    stage = new PolicyStage(folder);
    stage.push("app/web", image, true);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private HttpResponse<String> pull() {
    return stage.pull("app/web", image.digest());
  }

  @Test
  void clientThatPulledBeforePullsThroughTheOutageForADay() throws Exception {
    stage.start(RULE);
    assertThat(pull().statusCode()).isEqualTo(200);
    stage.silenceEvidence();
    stage.start(RULE + UNRELATED);
    assertThat(PolicyStage.soon(() -> pull().statusCode() == 200)).isTrue();
    assertThat(pull().headers().firstValue("Portcullis-Decision").orElseThrow())
        .startsWith("admit; rule=app; id=")
        .endsWith("; basis=seen");
    assertThat(
            PolicyStage.soon(() -> stage.record.stream().anyMatch(SeenThroughTheProxyTest::seen)))
        .isTrue();
    assertThat(stage.admin("GET", "/metrics", "").body())
        .containsPattern("portcullis_seen_pulls_total\\{rule=\"app\"} [1-9]");

    stage.advance(Duration.ofHours(25));
    HttpResponse<String> late = pull();
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.body()).contains("could not be asked");
  }

  private static boolean seen(String line) {
    return line.contains("\"basis\":\"seen\"")
        && line.contains("\"decision\":\"admit\"")
        && line.contains("met the rule at ");
  }

  @Test
  void revocationDuringTheOutageRefusesAtOnce() throws Exception {
    stage.start(RULE);
    assertThat(pull().statusCode()).isEqualTo(200);
    stage.silenceEvidence();
    stage.start(RULE + UNRELATED);
    assertThat(PolicyStage.soon(() -> pull().statusCode() == 200)).isTrue();
    String body = "{\"signer\": \"release\", \"reason\": \"INC-1\"}";
    assertThat(stage.admin("POST", "/admin/revocations", body).statusCode()).isEqualTo(201);
    assertThat(pull().statusCode()).isEqualTo(403);
  }

  @Test
  void withoutAStateFolderNothingIsRememberedAndTheStartSaysSo() throws Exception {
    stage.start(RULE);
    Files.writeString(
        stage.config(), Files.readString(stage.config()).replace("state: state\n", ""));
    assertThatThrownBy(() -> ConfigReader.read(folder.resolve("portcullis.yaml")))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .endsWith("10:34: this needs 'state: FOLDER' at the top to remember"));
  }
}
