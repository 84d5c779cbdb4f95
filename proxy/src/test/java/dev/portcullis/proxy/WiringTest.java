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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {
  private final DemoStage stage;
  private final Wiring wiring;
  private final List<String> record = new CopyOnWriteArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  WiringTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
    wiring =
        Wiring.start(
            ConfigReader.read(stage.config()),
            DecisionFormat.JSON,
            record::add,
            InstantSource.system());
  }

  @AfterEach
  void close() {
    http.close();
    wiring.close();
    stage.close();
  }

  @Test
  void changedPolicyFlipsAVerdictThatIsInMemory() throws Exception {
    assertThat(pull("shop/unsigned").statusCode()).isEqualTo(403);
    assertThat(pull("shop/api").statusCode()).isEqualTo(200);

    reload(Files.readString(stage.config()).replace("notAfter: 2026", "notAfter: 2126"));
    assertThat(pull("shop/expired").statusCode()).isEqualTo(200);

    String digest = pull("shop/api").headers().firstValue("Docker-Content-Digest").orElseThrow();
    Files.writeString(
        stage.config().resolveSibling("revoked.yaml"), "digests: [\"" + digest + "\"]\n");
    reload(Files.readString(stage.config()));
    assertThat(pull("shop/api").statusCode()).isEqualTo(403);
    assertThat(pull("shop/revoked").statusCode()).isEqualTo(200);
  }

  @Test
  void eachPullIsRecordedWithWhoAndWhy() throws Exception {
    pull("shop/api");
    pull("shop/tampered");
    wiring.drain(Duration.ofSeconds(1));

    assertThat(record).hasSize(2);
    assertThat(record.getFirst())
        .contains("\"image\":\"registry.demo/shop/api\"", "\"tag\":\"1.0\"", "\"digest\":\"sha256:")
        .contains(
            "\"client\":\"127.0.0.1\"", "\"decision\":\"admit\"", "\"signers\":[\"release\"]");
    assertThat(record.getLast())
        .contains("\"decision\":\"refuse\"", "\"basis\":\"unverified\"", "for another digest");
  }

  @Test
  void unexpectedSignersAreCountedFromZeroSoThatTheFirstOneShows() throws Exception {
    String counter = "portcullis_refused_signed_total{rule=\"shop\"} ";
    assertThat(admin("/metrics").body()).contains(counter + "0.0");
    pull("shop/tampered");
    assertThat(admin("/metrics").body()).contains(counter + "1.0");
  }

  @Test
  void adminSaysWhatRuns() throws Exception {
    assertThat(admin("/readyz").statusCode()).isEqualTo(200);
    assertThat(admin("/admin/config").body())
        .contains("\"name\" : \"registry.demo\"", "\"insecureAdmitAnything\" : true");
  }

  private void reload(String text) throws Exception {
    Files.writeString(stage.config(), text);
    wiring.reload(ConfigReader.read(stage.config()));
  }

  private HttpResponse<String> pull(String repository) throws Exception {
    return get(wiring.address().getPort(), "/v2/" + repository + "/manifests/1.0");
  }

  private HttpResponse<String> admin(String path) throws Exception {
    return get(wiring.adminAddress().getPort(), path);
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
