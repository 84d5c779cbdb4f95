package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Exemption;
import dev.portcullis.verify.lab.LabArtifact;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Break-glass: what an operator exempts in a running proxy, and what the configuration exempts. */
class ExemptionsTest {
  private static final String RULE =
      "  - {name: app, images: [r.test/app/**], require: [{signature: {by: release}}]}\n";
  private static final String APP = "app/web";

  private final Path folder;
  private final PolicyStage stage;
  private final LabArtifact unsigned = LabArtifact.image("hotfix");
  private final LabArtifact signed = LabArtifact.image("app");

  ExemptionsTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    stage = new PolicyStage(folder);
    stage.push(APP, unsigned, false);
    stage.push(APP, signed, true);
    stage.start(RULE);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private int pull() {
    return stage.pull(APP, unsigned.digest()).statusCode();
  }

  private HttpResponse<String> exempt(Digest digest, Instant until) {
    return stage.admin(
        "POST",
        "/admin/exemptions",
        "{\"digest\": \"%s\", \"reason\": \"INC-4711\", \"expires\": \"%s\"}"
            .formatted(digest, until));
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  @Test
  void exemptedDigestIsServedFromTheNextPullOnAndRecordedAndCounted() throws Exception {
    assertThat(pull()).isEqualTo(403);
    HttpResponse<String> answer = exempt(unsigned.digest(), inAnHour());
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).contains("\"kept\" : true").doesNotContain("warning");
    assertThat(pull()).isEqualTo(200);
    assertThat(pull()).isEqualTo(200);
    assertThat(pulled(unsigned.digest())).isEqualTo("2.0");
    assertThat(stage.admin("GET", "/metrics", "").body())
        .contains("portcullis_exemption_expires_timestamp_seconds{digest=\"" + unsigned.digest());
    assertThat(stage.admin("GET", "/admin/exemptions", "").body())
        .contains("INC-4711", "\"from\" : \"admin\"", "\"state\" : \"in force\"");
    assertThat(
            PolicyStage.soon(
                () ->
                    stage.record.stream()
                            .anyMatch(
                                line ->
                                    line.contains("\"basis\":\"exempted\"")
                                        && line.contains("INC-4711"))
                        && stage.record.stream().anyMatch(line -> line.contains("post exemption"))))
        .isTrue();
  }

  private String pulled(Digest digest) {
    return stage
        .admin("GET", "/metrics", "")
        .body()
        .lines()
        .filter(line -> line.startsWith("portcullis_exempted_pulls_total{digest=\"" + digest))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElse("none");
  }

  @Test
  void exemptionThatIsTakenBackEndsWithTheNextPull() {
    exempt(unsigned.digest(), inAnHour());
    assertThat(pull()).isEqualTo(200);
    String path = "/admin/exemptions?digest=" + unsigned.digest();
    assertThat(stage.admin("DELETE", path, "").statusCode()).isEqualTo(200);
    assertThat(pull()).isEqualTo(403);
    assertThat(stage.admin("DELETE", path, "").statusCode()).isEqualTo(404);
  }

  @Test
  void exemptionOutlivesARestartAndAReloadAndEndsWithItsTime() throws Exception {
    exempt(unsigned.digest(), inAnHour());
    stage.start(RULE);
    assertThat(pull()).isEqualTo(200);
    stage.reload(RULE + "  - {name: o, images: [r.test/o/**], insecureAdmitAnything: true}\n");
    assertThat(pull()).isEqualTo(200);
    stage.advance(Duration.ofHours(2));
    assertThat(pull()).isEqualTo(403);
    assertThat(stage.admin("GET", "/admin/exemptions", "").body()).contains("\"ended\"");
  }

  @Test
  void revocationOverrulesAnExemptionWhicheverComesFirst() {
    exempt(unsigned.digest(), inAnHour());
    assertThat(pull()).isEqualTo(200);
    String body = "{\"digest\": \"" + unsigned.digest() + "\"}";
    assertThat(stage.admin("POST", "/admin/revocations", body).statusCode()).isEqualTo(201);
    assertThat(pull()).isEqualTo(403);
    assertThat(exempt(unsigned.digest(), inAnHour()).body()).contains("which overrules");
    assertThat(pull()).isEqualTo(403);
    assertThat(stage.admin("GET", "/admin/exemptions", "").body()).contains("\"revoked\"");
  }

  @Test
  void exemptionHelpsThroughAnOutageAndLeavesOtherVerdictsInMemory() {
    assertThat(stage.pull(APP, signed.digest()).statusCode()).isEqualTo(200);
    stage.silenceEvidence();
    assertThat(pull()).isEqualTo(503);
    exempt(unsigned.digest(), inAnHour());
    assertThat(pull()).isEqualTo(200);
    assertThat(stage.pull(APP, signed.digest()).statusCode()).isEqualTo(200);
  }

  @Test
  void anotherDigestIsNotHelped() {
    exempt(signed.digest(), inAnHour());
    assertThat(pull()).isEqualTo(403);
  }

  @Test
  void exemptionOfTheConfigurationIsCountedAndTakenBackThere() throws Exception {
    Files.writeString(
        stage.config(),
        Files.readString(stage.config())
            + "exemptions: [{digest: \"%s\", reason: INC-7, expires: %s}]\n"
                .formatted(unsigned.digest(), inAnHour()));
    stage.wiring().reload(ConfigReader.read(stage.config()));
    assertThat(pulled(unsigned.digest())).isEqualTo("0.0");
    assertThat(pull()).isEqualTo(200);
    assertThat(pulled(unsigned.digest())).isEqualTo("1.0");
    assertThat(stage.admin("GET", "/admin/exemptions", "").body())
        .contains("INC-7", "\"from\" : \"file\"");
    String path = "/admin/exemptions?digest=" + unsigned.digest();
    assertThat(stage.admin("DELETE", path, "").statusCode()).isEqualTo(409);
  }

  @Test
  void whatIsMissingOrWrongIsToldAndExemptsNothing() {
    String digest = "\"digest\": \"" + unsigned.digest() + "\"";
    refused("{" + digest + ", \"expires\": \"2100-01-01T00:00:00Z\"}", "'reason' is missing");
    refused("{" + digest + ", \"reason\": \"x\"}", "'expires' is missing");
    refused(
        "{" + digest + ", \"reason\": \"x\", \"expires\": \"2020-01-01T00:00:00Z\"}", "is over");
    refused("{" + digest + ", \"reason\": \"x\", \"expires\": \"soon\"}", "is not a time");
    refused("{\"reason\": \"x\", \"expires\": \"2100-01-01T00:00:00Z\"}", "'digest' is missing");
    refused("{\"digest\": \"sha256:1\", \"reason\": \"x\", \"expires\": \"x\"}", "sha256:1");
    refused("{" + digest + ", \"rule\": \"app\"}", "nothing else");
    assertThat(pull()).isEqualTo(403);
    assertThat(stage.admin("PUT", "/admin/exemptions", "").statusCode()).isEqualTo(405);
  }

  private void refused(String body, String told) {
    HttpResponse<String> answer = stage.admin("POST", "/admin/exemptions", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(told);
  }

  @Test
  void commandExemptsAndTakesBack() {
    String until = inAnHour().toString();
    CommandRun run =
        run("exempt", unsigned.digest().toString(), "--reason", "INC-1", "--until", until);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("is exempted until " + until);
    assertThat(pull()).isEqualTo(200);
    assertThat(run("unexempt", unsigned.digest().toString()).code()).isZero();
    assertThat(pull()).isEqualTo(403);
  }

  @Test
  void commandWantsAReasonAndAnEndAndTheToken() throws Exception {
    String digest = unsigned.digest().toString();
    assertThat(run("exempt", digest, "--reason", "x").err()).contains("--until");
    assertThat(run("exempt", digest, "--until", "2100-01-01T00:00:00Z").err()).contains("--reason");
    assertThat(run("exempt", digest, "--reason", "x", "--until", "tomorrow").err())
        .contains("'tomorrow' is no time");
    Files.writeString(folder.resolve("wrong"), "not-the-right-token");
    CommandRun wrong =
        run(
            "exempt",
            digest,
            "--reason",
            "x",
            "--until",
            "2100-01-01T00:00:00Z",
            "--token-file",
            folder.resolve("wrong").toString());
    assertThat(wrong.code()).isEqualTo(3);
    assertThat(wrong.err()).contains("admin token");
    assertThat(pull()).isEqualTo(403);
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", stage.config().toString()));
    all.addAll(List.of("--admin", SocketAddresses.text(stage.wiring().adminAddress())));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void exemptionsThatCannotBeReadStopTheStart() throws Exception {
    Files.writeString(folder.resolve("state").resolve("exemptions.json"), "{\"exemptions\": [{}]}");
    assertThatThrownBy(() -> stage.start(RULE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not say what was exempted");
  }

  @Test
  void endIsWarnedOfOnceADayForAWeekAndOnceAfterwards() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
    Instant end = Instant.parse("2026-06-10T00:00:00Z");
    Exemption exemption = new Exemption(unsigned.digest(), "INC-1", end);
    try (ExemptionNotices notices = new ExemptionNotices(() -> List.of(exemption), now::get)) {
      assertThat(notices.due()).isEmpty();
      now.set(Instant.parse("2026-06-04T12:00:00Z"));
      assertThat(notices.due())
          .containsExactly(
              "exemption of "
                  + unsigned.digest().shortened()
                  + " (INC-1) ends at 2026-06-10T00:00:00Z");
      assertThat(notices.due()).isEmpty();
      now.set(Instant.parse("2026-06-05T00:00:00Z"));
      assertThat(notices.due()).hasSize(1);
      now.set(end);
      assertThat(notices.due()).singleElement().asString().contains("has ended");
      now.set(end.plus(Duration.ofDays(3)));
      assertThat(notices.due()).isEmpty();
    }
  }
}
