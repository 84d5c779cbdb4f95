package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.demo.DemoStage;
import dev.portcullis.proxy.record.DecisionFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recorded pulls under another policy, with a whole proxy that has recorded them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyReplayCommandTest {
  private final DemoStage stage;
  private final Path temp;
  private final Path record;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  PolicyReplayCommandTest(@TempDir Path temp) throws Exception {
    this.temp = temp;
    this.stage = new DemoStage(temp);
    this.record = temp.resolve("record.db");
    Files.writeString(
        stage.config(), Files.readString(stage.config()) + "record: {file: " + record + "}\n");
  }

  @BeforeAll
  void pull() throws Exception {
    try (Wiring wiring =
            Wiring.start(
                ConfigReader.read(stage.config()),
                DecisionFormat.JSON,
                lines::add,
                InstantSource.system());
        HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < 5; i++) {
        pull(http, wiring, "shop/api", 200);
      }
      for (String each :
          List.of("shop/unsigned", "shop/tampered", "shop/stranger", "shop/expired")) {
        pull(http, wiring, each, 403);
      }
      pull(http, wiring, "shop/revoked", 403);
    }
  }

  @AfterAll
  void close() {
    stage.close();
  }

  @Test
  void samePolicyDecidesEverythingAsBefore() throws Exception {
    CommandRun run = replay(config(""));

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("10 pulls: 10 as before, 0 otherwise, 0 cannot be told\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void linesOfTheDecisionLogSayAsMuchAsTheRecord() throws Exception {
    Path log = temp.resolve("decisions.jsonl");
    Files.write(log, lines);

    CommandRun run =
        CommandRun.of(
            "policy", "replay", "--log", log.toString(), "--config", config("").toString());

    assertThat(run.out()).isEqualTo("10 pulls: 10 as before, 0 otherwise, 0 cannot be told\n");
    Files.writeString(log, "nonsense\n");
    assertThat(
            CommandRun.of(
                    "policy", "replay", "--log", log.toString(), "--config", config("").toString())
                .err())
        .contains("decisions.jsonl:1: not a line of a decision log");
  }

  @Test
  void differenceOfTwoPoliciesNamesTheImagesOfARecordAndOfALog() throws Exception {
    Path log = temp.resolve("images.jsonl");
    Files.write(log, lines);
    Path next = changed("- name: shop", "- name: shop\n    mode: warn");
    for (Path recorded : List.of(record, log)) {
      CommandRun run =
          CommandRun.of(
              "policy",
              "diff",
              stage.config().toString(),
              next.toString(),
              "--log",
              recorded.toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out())
          .containsOnlyOnce("image registry.demo/shop/api: rule shop has changed  [looser]")
          .containsOnlyOnce("image registry.demo/shop/unsigned: rule shop has changed  [looser]");
    }
    String[] narrowed = {
      "policy",
      "diff",
      stage.config().toString(),
      next.toString(),
      "--until",
      "2020-01-01T00:00:00Z"
    };
    assertThat(CommandRun.of(narrowed).err()).contains("say --log FILE");
    String[] old = Arrays.copyOf(narrowed, narrowed.length + 2);
    old[narrowed.length] = "--log";
    old[narrowed.length + 1] = log.toString();
    assertThat(CommandRun.of(old).out()).contains("rule shop: ").doesNotContain("image ");
  }

  @Test
  void ruleThatOnlyWarnsLetsThroughWhatWasRefused() throws Exception {
    CommandRun run = replay(changed("- name: shop", "- name: shop\n    mode: warn"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("refuse -> warn  registry.demo/shop/unsigned@sha256:")
        .contains("was    rule shop: requires signature by release (any of 2 keys);")
        .contains("now    rule shop: requires signature by release (any of 2 keys);")
        .contains("10 pulls: 6 as before, 4 otherwise (4 refuse -> warn), 0 cannot be told");
  }

  @Test
  void windowOfAKeyIsJudgedAtTheTimeOfTheDecision() throws Exception {
    CommandRun run =
        replay(
            changed(
                "- keys/release.pub",
                "- {file: keys/release.pub, notAfter: 2020-01-01T00:00:00Z}"));

    assertThat(run.out())
        .contains("admit -> refuse  registry.demo/shop/api@sha256:")
        .contains("which vouched only until 2020-01-01T00:00:00Z")
        .contains("5 otherwise (5 admit -> refuse), 0 cannot be told");
  }

  @Test
  void newKeyLeavesOpenOnlyWhatDidNotVerifyThen() throws Exception {
    newKey("keys/new.pub");
    CommandRun run =
        replay(changed("- keys/release.pub", "- keys/release.pub\n      - keys/new.pub"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out())
        .contains("refuse -> cannot tell  registry.demo/shop/stranger@sha256:")
        .contains("now    rule shop: whether evidence that did not verify is by release")
        .doesNotContain("shop/unsigned", "shop/api")
        .contains(" 0 otherwise");
  }

  @Test
  void whatTheRecordCannotAnswerTheRegistryDoes() throws Exception {
    newKey("keys/other.pub");
    Path config = changed("- keys/release.pub", "- keys/release.pub\n      - keys/other.pub");

    CommandRun run =
        CommandRun.of(
            "policy",
            "replay",
            "--log",
            record.toString(),
            "--config",
            config.toString(),
            "--fetch");

    assertThat(run.out()).contains("10 as before, 0 otherwise, 0 cannot be told");
    assertThat(run.code()).isZero();
  }

  @Test
  void revokedFileAndUnmatchedNamesNeedNoEvidence() throws Exception {
    JsonNode json =
        JsonMapper.shared()
            .readTree(
                replay(changed("registry.demo/shop/**", "registry.demo/mall/**"), "--json").out());

    assertThat(json.path("changed").asInt()).isEqualTo(5);
    assertThat(json.path("unknown").asInt()).isZero();
    assertThat(json.at("/decisions/0/now/rule").asString()).isEqualTo("unmatched");
    assertThat(json.at("/decisions/0/was/decision").asString()).isEqualTo("admit");
  }

  @Test
  void revocationThatTheNewPolicyDoesNotHaveIsNotForgotten() throws Exception {
    CommandRun run = replay(changed("revoked: {file: revoked.yaml}", ""));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).contains("refuse -> cannot tell  registry.demo/shop/revoked@sha256:");
  }

  @Test
  void spanThatHoldsNothingChangesNothing() throws Exception {
    assertThat(replay(config(""), "--until", "2020-01-01T00:00:00Z").out()).startsWith("0 pulls");
  }

  private void newKey(String name) throws Exception {
    byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    Files.writeString(
        temp.resolve(name),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(key)
            + "\n-----END PUBLIC KEY-----\n");
  }

  private Path config(String more) throws Exception {
    return Files.writeString(temp.resolve("new.yaml"), Files.readString(stage.config()) + more);
  }

  private Path changed(String from, String to) throws Exception {
    String text = Files.readString(stage.config());
    assertThat(text).contains(from);
    return Files.writeString(temp.resolve("new.yaml"), text.replace(from, to));
  }

  private static CommandRun replay(Path config, String... more) {
    String[] args = new String[4 + more.length];
    args[0] = "policy";
    args[1] = "replay";
    args[2] = "--config";
    args[3] = config.toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return CommandRun.of(args);
  }

  private static void pull(HttpClient http, Wiring wiring, String repository, int status)
      throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + wiring.address().getPort()
                + "/v2/"
                + repository
                + "/manifests/1.0");
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
