package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabArtifact;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes of the policy while clients pull. The system properties {@code portcullis.test.reloads},
 * {@code portcullis.test.reloadClients} and {@code portcullis.test.reloadEvery}, in milliseconds,
 * make more of it than the normal build has time for.
 */
class ReloadTest {
  private static final int RELOADS = Integer.getInteger("portcullis.test.reloads", 100);
  private static final int CLIENTS = Integer.getInteger("portcullis.test.reloadClients", 4);
  private static final long EVERY = Long.getLong("portcullis.test.reloadEvery", 0);
  private static final String APP = "app/web";
  private static final String ADMITS =
      "  - {name: admits, images: [r.test/app/**], require: [{signature: {by: release}}]}\n";
  private static final String REFUSES =
      "  - {name: refuses, images: [r.test/app/**], require: [{attestation: {type: spdx, by:"
          + " release}}]}\n";

  private final Path folder;
  private final PolicyStage stage;
  private final LabArtifact image = LabArtifact.image("app");

  ReloadTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    stage = new PolicyStage(folder).rememberingRefusals();
    stage.push(APP, image, true);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private HttpResponse<String> pull() {
    return stage.pull(APP, image.digest());
  }

  /** What was answered: the status and the rule that the answer names. */
  private static String answer(HttpResponse<String> response) {
    String decision = response.headers().firstValue("Portcullis-Decision").orElse("none");
    return response.statusCode() + " " + decision.replaceAll("; id=.*", "");
  }

  @Test
  void noPullIsAnsweredByAMixtureAndNoneIsDropped() throws Exception {
    stage.start(ADMITS);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong pulls = new AtomicLong();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      try {
                        String answer = answer(pull());
                        if (!isWhole(answer)) {
                          wrong.add(answer);
                        }
                        pulls.incrementAndGet();
                      } catch (AssertionError e) {
                        wrong.add("dropped: " + e);
                      }
                    }
                  }));
    }
    long begun = System.nanoTime();
    for (int i = 1; i <= RELOADS; i++) {
      boolean admits = i % 2 == 0;
      LockSupport.parkNanos(Duration.ofMillis(EVERY).toNanos());
      stage.reload(admits ? ADMITS : REFUSES);
      assertThat(answer(pull()))
          .as("the first pull after reload %s", i)
          .isEqualTo(admits ? "200 admit; rule=admits" : "403 refuse; rule=refuses");
    }
    stop.set(true);
    for (Thread client : clients) {
      client.join();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "%d reloads under %d pulls by %d clients, %.0f pulls/s%n",
        RELOADS, pulls.get(), CLIENTS, pulls.get() / seconds);
    assertThat(wrong).isEmpty();
    assertThat(pulls.get()).isPositive();
    stage.wiring().drain(Duration.ofSeconds(5));
    assertThat(stage.record)
        .isNotEmpty()
        .allMatch(
            line ->
                line.contains("\"rule\":\"admits\"")
                    ? line.contains("\"decision\":\"admit\"")
                    : line.contains("\"rule\":\"refuses\"")
                        && line.contains("\"decision\":\"refuse\""));
  }

  private static boolean isWhole(String answer) {
    return answer.equals("200 admit; rule=admits") || answer.equals("403 refuse; rule=refuses");
  }

  @Test
  void mountedVolumeThatIsSwappedIsPutInForceAndABadOneLeavesTheLastGoodOne() throws Exception {
    version("..v1");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..v1"));
    Files.createSymbolicLink(stage.config(), Path.of("..data", "portcullis.yaml"));
    stage.start(ADMITS);
    String good = Files.readString(stage.config());
    assertThat(pull().statusCode()).isEqualTo(200);
    try (ConfigWatcher watcher =
        ConfigWatcher.start(
            stage.config(),
            ConfigReader.read(stage.config()).files(),
            stage.wiring()::reload,
            stage.wiring().reloads(),
            Duration.ofMillis(20))) {
      assertThat(watcher).isNotNull();
      swap("..v2", good.replace(ADMITS, REFUSES));
      assertThat(PolicyStage.soon(() -> pull().statusCode() == 403)).isTrue();
      swap("..v3", good.replace("require", "requires"));
      assertThat(PolicyStage.soon(() -> running().contains("lastFailure"))).isTrue();
      assertThat(running()).contains("unknown key 'requires'", "\"name\" : \"refuses\"");
      assertThat(pull().statusCode()).isEqualTo(403);
      assertThat(stage.admin("GET", "/metrics", "").body())
          .contains("portcullis_config_last_reload_success 0.0");
      swap("..v4", good);
      assertThat(PolicyStage.soon(() -> pull().statusCode() == 200)).isTrue();
      assertThat(PolicyStage.soon(() -> !running().contains("lastFailure"))).isTrue();
    }
  }

  private String running() {
    return stage.admin("GET", "/admin/config", "").body();
  }

  private Path version(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  /**
   * As the kubelet does: a new folder beside the old one, then one link is renamed over another.
   */
  private void swap(String name, String content) throws IOException {
    Files.writeString(version(name).resolve("portcullis.yaml"), content);
    Path fresh = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(name));
    Files.move(
        fresh,
        folder.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void adminSaysWhichRevisionsAreInForceAndTellsNoSecret() throws Exception {
    stage.start(
        ADMITS.replace("require", "signedAs: pulled, onUnavailable: {admitIfSeen: 24h}, require"));
    String body = "{\"signer\": \"release\", \"reason\": \"INC-1\"}";
    stage.admin("POST", "/admin/revocations", body);
    String running = running();
    String revision = stage.wiring().admission().rulebook().policy().rules().getFirst().revision();
    assertThat(running)
        .contains(
            "\"revision\" : \"" + revision + "\"",
            "\"require\" : \"signature by release\"",
            "\"onUnavailable\" : \"admitIfSeen PT24H\"",
            "\"signedAs\" : \"pulled\"",
            "\"trustRevision\" : \"",
            "\"inForceSince\" : \"",
            "\"reloads\" : 0")
        .containsPattern("\"revoked\" : \\{\\s+\"digests\" : 0,\\s+\"signers\" : 1")
        .doesNotContain(PolicyStage.TOKEN);
  }
}
