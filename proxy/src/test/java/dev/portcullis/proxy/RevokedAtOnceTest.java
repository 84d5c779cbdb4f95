package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.proxy.demo.DemoStage;
import dev.portcullis.proxy.record.DecisionFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator revokes through the admin API, on a proxy that is busy serving it. */
class RevokedAtOnceTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final int CLIENTS = 4;

  private final Path temp;
  private final DemoStage stage;
  private final HttpClient http = HttpClient.newHttpClient();
  private Wiring wiring;

  RevokedAtOnceTest(@TempDir Path temp) throws Exception {
    this.temp = temp;
    stage = new DemoStage(temp);
    Files.writeString(temp.resolve("token"), TOKEN + "\n");
    Files.writeString(
        stage.config(),
        Files.readString(stage.config())
            + "adminTokenFile: "
            + temp.resolve("token")
            + "\nstate: "
            + temp.resolve("state")
            + "\n");
    wiring = start();
  }

  private Wiring start() throws Exception {
    return Wiring.start(
        ConfigReader.read(stage.config()), DecisionFormat.JSON, line -> {}, InstantSource.system());
  }

  @AfterEach
  void close() {
    http.close();
    wiring.close();
    stage.close();
  }

  @Test
  void nextPullOnABusyProxyIsRefusedWithinAHundredMilliseconds() throws Exception {
    String digest = digestOf("shop/api");
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong lastAdmitted = new AtomicLong(Long.MIN_VALUE);
    AtomicLong firstRefused = new AtomicLong(Long.MAX_VALUE);
    AtomicLong served = new AtomicLong();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      long begun = System.nanoTime();
                      int status = pull("shop/api", digest).statusCode();
                      if (status == 200) {
                        served.incrementAndGet();
                        lastAdmitted.accumulateAndGet(begun, Math::max);
                      } else {
                        firstRefused.accumulateAndGet(System.nanoTime(), Math::min);
                      }
                    }
                  }));
    }
    while (served.get() < 200) {
      Thread.sleep(5);
    }
    long posted = System.nanoTime();
    HttpResponse<String> answer = post("{\"digest\": \"" + digest + "\", \"reason\": \"INC-1\"}");
    long inForce = System.nanoTime();
    while (firstRefused.get() == Long.MAX_VALUE) {
      Thread.sleep(1);
    }
    Thread.sleep(100);
    stop.set(true);
    for (Thread client : clients) {
      client.join();
    }

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).contains("\"kept\" : true");
    assertThat(lastAdmitted.get())
        .as("no pull that begins after the answer to the POST is admitted")
        .isLessThan(inForce);
    Duration delay = Duration.ofNanos(firstRefused.get() - posted);
    System.out.println("from POST to the first refused pull: " + delay.toNanos() / 1_000 + " us");
    assertThat(delay).isLessThan(Duration.ofSeconds(2));
    assertThat(pull("shop/api", digest).body()).contains("INC-1");
    assertThat(admin("GET", "/metrics", "").body())
        .containsPattern("portcullis_revocation_enforcement_seconds_count 1");
  }

  @Test
  void revocationOutlivesARestartAndEndsWhenItIsTakenBack() throws Exception {
    String digest = digestOf("shop/api");
    post("{\"digest\": \"" + digest + "\", \"reason\": \"INC-1\"}");
    wiring.close();
    wiring = start();
    assertThat(pull("shop/api", digest).statusCode()).isEqualTo(403);
    assertThat(admin("GET", "/admin/revocations", "").body()).contains(digest, "INC-1", "admin");

    assertThat(admin("DELETE", "/admin/revocations?digest=" + digest, "").statusCode())
        .isEqualTo(200);
    assertThat(pull("shop/api", digest).statusCode()).isEqualTo(200);
    assertThat(admin("DELETE", "/admin/revocations?digest=" + digest, "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void revokedSignerCountsForNothingAndAReloadDoesNotForgetIt() throws Exception {
    assertThat(pull("shop/api", "1.0").statusCode()).isEqualTo(200);
    assertThat(post("{\"signer\": \"release\"}").statusCode()).isEqualTo(201);
    assertThat(pull("shop/api", "1.0").statusCode()).isEqualTo(403);
    wiring.reload(ConfigReader.read(stage.config()));
    assertThat(pull("shop/api", "1.0").statusCode()).isEqualTo(403);
    assertThat(post("{\"signer\": \"release\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void whatTheFileListsTooIsNotTakenBack() throws Exception {
    Matcher listed =
        Pattern.compile("sha256:[0-9a-f]{64}")
            .matcher(Files.readString(stage.config().resolveSibling("revoked.yaml")));
    assertThat(listed.find()).isTrue();
    post("{\"digest\": \"" + listed.group() + "\", \"reason\": \"INC-2\"}");

    assertThat(admin("DELETE", "/admin/revocations?digest=" + listed.group(), "").statusCode())
        .isEqualTo(409);
    assertThat(admin("GET", "/admin/revocations", "").body()).contains("INC-2");
  }

  @Test
  void mistakesAreToldAndChangeNothing() throws Exception {
    refused("{\"signer\": \"nobody\"}", "there is no signer 'nobody' to revoke; known: ");
    refused("{\"digest\": \"sha256:12\"}", "sha256:12");
    refused("{\"key\": \"AB\"}", "is not a key's fingerprint");
    refused("{\"certificate\": \"AB\"}", "is not a certificate's fingerprint");
    refused("{\"logEntry\": \"rekor\"}", "HOST/INDEX");
    refused("{\"reason\": \"x\"}", "an entry has one of digest");
    refused("{\"digest\": 5}", "'digest' is not a text");
    refused("[]", "");
    refused("{\"signer\": \"release\", \"signer\": \"release\"}", "");
    assertThat(admin("GET", "/admin/revocations", "").body()).doesNotContain("\"admin\"");
    assertThat(send("POST", "/admin/revocations", "{}", "Bearer wrong").statusCode())
        .isEqualTo(401);
    assertThat(admin("PUT", "/admin/revocations", "").statusCode()).isEqualTo(405);
  }

  @Test
  void revocationsThatCannotBeReadStopTheStart() throws Exception {
    Files.writeString(temp.resolve("state").resolve("revocations.json"), "{\"revocations\": [");
    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not say what was revoked");
  }

  private void refused(String body, String told) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(told);
  }

  private String digestOf(String repository) throws Exception {
    return pull(repository, "1.0").headers().firstValue("Docker-Content-Digest").orElseThrow();
  }

  private HttpResponse<String> pull(String repository, String reference) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + wiring.address().getPort()
                + "/v2/"
                + repository
                + "/manifests/"
                + reference);
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> post(String body) throws Exception {
    return admin("POST", "/admin/revocations", body);
  }

  private HttpResponse<String> admin(String method, String path, String body) throws Exception {
    return send(method, path, body, "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(String method, String path, String body, String authorization)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + wiring.adminAddress().getPort() + path))
            .header("Authorization", authorization)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
