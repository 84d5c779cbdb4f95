package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.DemoStage;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.demo.SeenRequest;
import dev.portcullis.proxy.record.DecisionFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags are looked up on the client's event loop where that is plain, and elsewhere where not. */
class TagHeadsTest {
  private final DemoStage stage;
  private final Wiring wiring;
  private final HttpClient http = HttpClient.newHttpClient();

  TagHeadsTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
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

  private HttpResponse<String> pull() throws Exception {
    return pull("shop/api", "1.0");
  }

  private HttpResponse<String> pull(String path, String tag) throws Exception {
    return http.send(
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v2/%s/manifests/%s"
                        .formatted(wiring.address().getPort(), path, tag)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private int heads() {
    return stage.registry().log().count(Operation.MANIFEST_HEAD);
  }

  private void misbehaveOnce(Misbehaviour wrong) {
    AtomicInteger times = new AtomicInteger();
    stage
        .registry()
        .misbehave(
            (SeenRequest request) ->
                request.operation() == Operation.MANIFEST_HEAD && times.getAndIncrement() == 0
                    ? Optional.of(wrong)
                    : Optional.empty());
  }

  @Test
  void warmTagIsAskedForOnceOnTheClientsOwnLoop() throws Exception {
    assertThat(pull().statusCode()).isEqualTo(200);
    int before = heads();
    long answered = wiring.tagHeads().answered();

    for (int i = 0; i < 3; i++) {
      assertThat(pull().statusCode()).isEqualTo(200);
    }

    assertThat(wiring.tagHeads().answered()).isEqualTo(answered + 3);
    assertThat(heads()).isEqualTo(before + 3);
    assertThat(wiring.metrics().scrape())
        .containsPattern(
            "portcullis_upstream_seconds_count\\{operation=\"tag\",result=\"ok\",[^}]*} [4-9]");
  }

  @Test
  void tagThatMovesOrGoesIsNoticedAtOnce() throws Exception {
    String before = pull().headers().firstValue("Docker-Content-Digest").orElseThrow();
    Bytes other = Bytes.utf8(pull().body() + " ");
    stage.registry().manifest("shop/api", "1.0", MediaTypes.OCI_MANIFEST, other);

    HttpResponse<String> moved = pull();

    assertThat(moved.statusCode()).isEqualTo(403);
    assertThat(moved.body()).contains(Digest.sha256(other).shortened()).doesNotContain(before);
    stage.registry().untag("shop/api", "1.0");
    assertThat(pull().statusCode()).isEqualTo(404);
  }

  @Test
  void tokenThatIsKnownIsShownAndOneThatIsRefusedIsObtainedAnew() throws Exception {
    stage.registry().access(RegistryAccess.Bearer.forEverybody());
    assertThat(pull().statusCode()).isEqualTo(200);
    long answered = wiring.tagHeads().answered();
    assertThat(pull().statusCode()).isEqualTo(200);
    assertThat(wiring.tagHeads().answered()).isEqualTo(answered + 1);

    stage.registry().revokeTokens();
    assertThat(pull().statusCode()).isEqualTo(200);
    assertThat(wiring.tagHeads().answered()).isEqualTo(answered + 1);
    assertThat(pull().statusCode()).isEqualTo(200);
    assertThat(wiring.tagHeads().answered()).isEqualTo(answered + 2);
  }

  @Test
  void passwordIsShownOnTheLoopAndReadAnewWhenItIsRefused() throws Exception {
    Path password = stage.config().resolveSibling("password");
    Files.writeString(password, "first");
    Files.writeString(
        stage.config(),
        Files.readString(stage.config())
            .replace(
                "default: true}",
                "default: true, credentials: {username: robot, passwordFile: password}}"));
    stage.registry().access(new RegistryAccess.Basic("robot", "first"));
    wiring.reload(ConfigReader.read(stage.config()));
    assertThat(pull().statusCode()).isEqualTo(200);
    long answered = wiring.tagHeads().answered();
    assertThat(pull().statusCode()).isEqualTo(200);
    assertThat(wiring.tagHeads().answered()).isEqualTo(answered + 1);

    stage.registry().access(new RegistryAccess.Basic("robot", "second"));
    Files.writeString(password, "second");
    assertThat(pull().statusCode()).isEqualTo(200);
    assertThat(wiring.tagHeads().answered()).isEqualTo(answered + 1);
    assertThat(pull().statusCode()).isEqualTo(200);
    assertThat(wiring.tagHeads().answered()).isEqualTo(answered + 2);
  }

  @Test
  void answerThatIsNotPlainIsLeftToTheClientThatKnowsThemAll() throws Exception {
    assertThat(pull().statusCode()).isEqualTo(200);
    String own = stage.registry().url() + "/v2/shop/api/manifests/1.0";
    for (Misbehaviour wrong :
        new Misbehaviour[] {
          Misbehaviour.redirect(307, own),
          Misbehaviour.answer(Reply.of(500)),
          new Misbehaviour.Alter(reply -> reply.withHeader("Docker-Content-Digest", "md5:00"))
        }) {
      long answered = wiring.tagHeads().answered();
      int before = heads();
      misbehaveOnce(wrong);

      assertThat(pull().statusCode()).as(wrong.toString()).isEqualTo(200);

      assertThat(wiring.tagHeads().answered()).isEqualTo(answered);
      assertThat(heads()).isGreaterThan(before + 1);
      stage.registry().behave();
    }
    assertThat(pull("shop/api", "absent").statusCode()).isEqualTo(404);
  }
}
