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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incident from the operator's side: the commands against a running proxy. */
class RevokeCommandTest {
  private final DemoStage stage;
  private final Wiring wiring;
  private final HttpClient http = HttpClient.newHttpClient();

  RevokeCommandTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
    Files.writeString(stage.config().resolveSibling("admin.token"), "correct-horse-battery\n");
    Files.writeString(
        stage.config(),
        Files.readString(stage.config())
            + "adminTokenFile: admin.token\nrecord: {file: record.db}\nstate: state\n");
    wiring =
        Wiring.start(
            ConfigReader.read(stage.config()),
            DecisionFormat.JSON,
            line -> {},
            InstantSource.system());
  }

  @AfterEach
  void close() {
    http.close();
    wiring.close();
    stage.close();
  }

  @Test
  void revokedSignerIsRefusedFromTheNextPullOnAndTheRecordTellsAll() throws Exception {
    assertThat(pull()).isEqualTo(200);

    CommandRun revoked = run("revoke", "signer", "release", "--reason", "INC-1: laptop stolen");
    assertThat(revoked.err()).isEmpty();
    assertThat(revoked.code()).isZero();
    assertThat(pull()).isEqualTo(403);

    assertThat(audit("impact", "--signer", "release").out())
        .contains("1 artifacts were let in", "registry.demo/shop/api@sha256:");
    assertThat(run("unrevoke", "signer", "release").code()).isZero();
    assertThat(pull()).isEqualTo(200);
    assertThat(audit("query", "--format", "json").out())
        .contains("\"kind\":\"change\"", "INC-1: laptop stolen", "post revocation")
        .contains("delete revocation");
    assertThat(audit("verify").code()).isZero();
  }

  @Test
  void formOfThePageRevokesFromTheNextPullOnAndTheRecordTells() throws Exception {
    assertThat(pull()).isEqualTo(200);
    String form = "kind=signer&value=release&reason=INC-2%3A+laptop+lost&token=";

    assertThat(form(form + "not-the-admin-token").statusCode()).isEqualTo(403);
    assertThat(pull()).isEqualTo(200);

    assertThat(form(form + "correct-horse-battery").statusCode()).isEqualTo(200);
    assertThat(pull()).isEqualTo(403);
    assertThat(audit("query", "--format", "json").out())
        .contains("\"kind\":\"change\"", "INC-2: laptop lost")
        .doesNotContain("correct-horse-battery");
  }

  private HttpResponse<String> form(String fields) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + wiring.adminAddress().getPort() + "/ui/revoke");
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void nothingIsRevokedWithoutTheToken() throws Exception {
    Path wrong = stage.config().resolveSibling("wrong.token");
    Files.writeString(wrong, "not-the-right-token");

    CommandRun run =
        run("revoke", "signer", "release", "--reason", "x", "--token-file", wrong.toString());

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("admin token").doesNotContain("\tat");
    assertThat(pull()).isEqualTo(200);
  }

  @Test
  void whatCannotBeRevokedIsToldInASentence() {
    assertThat(run("revoke", "signer", "nobody", "--reason", "x").err())
        .contains("there is no signer 'nobody'");
    assertThat(run("revoke", "digest", "sha256:12", "--reason", "x").code()).isEqualTo(3);
    assertThat(run("revoke", "signer", "release").err()).contains("--reason");
    assertThat(run("unrevoke", "signer", "release").err()).contains("not revoked");
  }

  @Test
  void healthFollowsTheProxy() {
    assertThat(run("health").code()).isZero();
    wiring.close();
    CommandRun gone = run("health");
    assertThat(gone.code()).isEqualTo(1);
    assertThat(gone.err()).contains("no proxy answers on 127.0.0.1");
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--config", stage.config().toString()));
    all.addAll(List.of("--admin", SocketAddresses.text(wiring.adminAddress())));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private CommandRun audit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("audit"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--config", stage.config().toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private int pull() throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + wiring.address().getPort() + "/v2/shop/api/manifests/1.0");
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
