package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.demo.DemoStage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerifyCommandTest {
  private final DemoStage stage;

  VerifyCommandTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource({
    "shop/api:1.0,      0, admit,  signed by release",
    "shop/web:1.0,      0, admit,  signed by release",
    "trial/tool:1.0,    0, warn,   no signature was found",
    "scratch/toy:1.0,   0, admit,  the rule admits anything",
    "shop/unsigned:1.0, 1, refuse, no signature was found",
    "shop/tampered:1.0, 1, refuse, for another digest",
    "shop/stranger:1.0, 1, refuse, by a key that no signer names",
    "shop/expired:1.0,  1, refuse, which vouched only until",
    "shop/revoked:1.0,  1, refuse, is revoked",
    "other/thing:1.0,   2, absent, there is no such image"
  })
  void outcomeExitCodeAndReasonAgree(String image, int code, String outcome, String reason) {
    CommandRun run = verify("registry.demo/" + image);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith(outcome + "  registry.demo/" + image).contains(reason);
    assertThat(run.code()).isEqualTo(code);
  }

  @Test
  void jsonHoldsTheRequirementsWithTheirReasons() {
    CommandRun run = verify("registry.demo/shop/stranger:1.0", "--json");

    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertThat(report.get("decision").asString()).isEqualTo("refuse");
    assertThat(report.get("rule").asString()).isEqualTo("shop");
    assertThat(report.get("digest").asString()).startsWith("sha256:");
    assertThat(report.at("/requirements/0/met").asBoolean()).isFalse();
    assertThat(report.at("/requirements").toString()).contains("reasons");
  }

  @Test
  void signersAreNamedInJson() {
    CommandRun run = verify("registry.demo/shop/api:1.0", "--json");

    assertThat(JsonMapper.shared().readTree(run.out()).at("/signers/0").asString())
        .isEqualTo("release");
  }

  @Test
  void anotherInstantGivesAnotherDecision() {
    String image = "registry.demo/shop/expired:1.0";

    assertThat(verify(image, "--at", "2025-12-31T00:00:00Z").code()).isZero();
    assertThat(verify(image, "--at", "2026-01-02T00:00:00Z").code()).isEqualTo(1);
  }

  @Test
  void deadUpstreamIsNoRefusal() {
    stage.close();

    CommandRun run = verify("registry.demo/shop/api:1.0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).startsWith("undecided");
  }

  @Test
  void unknownRegistryIsBadUsage() {
    CommandRun run = verify("ghcr.io/acme/api:1.0");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("ghcr.io is not among the upstreams");
  }

  @Test
  void malformedImageIsBadUsage() {
    CommandRun run = verify("registry.demo/UPPER:1.0");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("UPPER").doesNotContain("Exception");
  }

  @Test
  void malformedTimeIsBadUsage() {
    CommandRun run = verify("registry.demo/shop/api:1.0", "--at", "tomorrow");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("--at", "tomorrow").doesNotContain("at dev.");
  }

  private CommandRun verify(String image, String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "verify";
    args[1] = image;
    args[2] = "--config";
    args[3] = stage.config().toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return CommandRun.of(args);
  }
}
