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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The record from the pull to the question, with a whole proxy in between. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditCommandTest {
  private final DemoStage stage;
  private final Path file;
  private String digest = "";

  AuditCommandTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
    file = temp.resolve("record.db");
    Files.writeString(
        stage.config(), Files.readString(stage.config()) + "record: {file: " + file + "}\n");
  }

  @BeforeAll
  void pull() throws Exception {
    try (Wiring wiring =
            Wiring.start(
                ConfigReader.read(stage.config()),
                DecisionFormat.JSON,
                line -> {},
                InstantSource.system());
        HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer = pull(http, wiring, "shop/api", 200);
        digest = answer.headers().firstValue("Docker-Content-Digest").orElseThrow();
      }
      pull(http, wiring, "shop/unsigned", 403);
      pull(http, wiring, "shop/tampered", 403);
    }
  }

  @AfterAll
  void close() {
    stage.close();
  }

  @Test
  void everyPullIsFoundByWhatItWas() {
    assertThat(lines("query", "--image", "registry.demo/shop/api", "--format", "json"))
        .allSatisfy(line -> assertThat(line).contains("\"decision\":\"admit\"", digest))
        .anySatisfy(line -> assertThat(line).contains("\"evidence\":[\"sha256:", "\"keys\":[\""));
    assertThat(lines("query", "--decision", "refuse", "--format", "json"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("\"basis\":\"unverified\""));
    assertThat(lines("query", "--signer", "release", "--client", "127.0.0.1"))
        .hasSizeGreaterThan(1);
    assertThat(lines("query", "--signer", "rel")).as("only the header").hasSize(1);
    assertThat(lines("query", "--digest", digest, "--format", "csv"))
        .first()
        .asString()
        .startsWith("kind,time,since,id,image");
    assertThat(lines("query", "--since", "PT1H", "--limit", "1", "--format", "json")).hasSize(1);
    assertThat(lines("query", "--until", "2020-01-01T00:00:00Z", "--format", "json")).isEmpty();
  }

  @Test
  void impactSaysWhatWasLetInOnASignersWordAndHowOften() {
    CommandRun run = audit("impact", "--signer", "release");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("1 artifacts were let in on it, in 20 pulls by 1 clients")
        .contains("registry.demo/shop/api@" + digest, "pulls    20", "clients  127.0.0.1");
    assertThat(audit("impact", "--digest", digest, "--json").out()).contains("\"pulls\" : 20");
    assertThat(audit("impact", "--signer", "nobody").code()).isZero();
  }

  @Test
  void untouchedRecordIsAsItWasWrittenAndAChangedOneIsNot() throws Exception {
    CommandRun good = audit("verify");
    assertThat(good.code()).isZero();
    assertThat(good.out()).contains("as they were written", "end local:");
    String end = good.out().substring(good.out().indexOf("end ") + 4).strip();
    assertThat(audit("verify", "--end", end).code()).isZero();
    assertThat(audit("verify", "--end", end.replaceAll("[0-9a-f]{4}$", "0000")).code())
        .isEqualTo(1);

    change("UPDATE entry SET reason = reason || '.' WHERE seq = 2");
    CommandRun bad = audit("verify");
    change("UPDATE entry SET reason = substr(reason, 1, length(reason) - 1) WHERE seq = 2");

    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).contains("entry 2 of chain local", "was changed", "1 problems");
  }

  @Test
  void questionsThatMakeNoSenseAreToldInASentence() {
    assertThat(audit("query", "--since", "yesterday").err()).contains("'yesterday' is not a time");
    assertThat(audit("verify", "--end", "x").err()).contains("'x' is not an end");
    assertThat(audit("impact").code()).isEqualTo(3);
    assertThat(audit("impact", "--signer", "a", "--key", "b").code()).isEqualTo(3);
  }

  private List<String> lines(String... arguments) {
    return audit(arguments).out().lines().toList();
  }

  private CommandRun audit(String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of("audit"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", stage.config().toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private void change(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static HttpResponse<String> pull(
      HttpClient http, Wiring wiring, String repository, int status) throws Exception {
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
    return answer;
  }
}
