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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that somebody announces has its verdict before its first pull. */
class PrefetchTest {
  private static final String TOKEN = "correct-horse-battery";

  private final HttpClient http = HttpClient.newHttpClient();
  private final DemoStage stage;
  private final Path config;
  private Wiring wiring;

  PrefetchTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
    config = stage.config();
    Files.writeString(config.resolveSibling("admin.token"), TOKEN);
    write("adminTokenFile: admin.token\n");
    wiring = start();
  }

  private void write(String more) throws Exception {
    String text = Files.readString(config);
    Files.writeString(config, more + text);
  }

  private Wiring start() throws Exception {
    return Wiring.start(
        ConfigReader.read(config), DecisionFormat.JSON, line -> {}, InstantSource.system());
  }

  @AfterEach
  void close() {
    http.close();
    wiring.close();
    stage.close();
  }

  private HttpResponse<String> prefetch(String query, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + wiring.adminAddress().getPort()
                        + "/admin/prefetch"
                        + query))
            .header("Authorization", "Bearer " + TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> pull(String target) throws Exception {
    return http.send(
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + wiring.address().getPort()
                        + "/v2/shop/api/manifests/"
                        + target))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String upstream() throws Exception {
    return ConfigReader.read(config).upstreams().getFirst().name();
  }

  private void awaitVerification() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!wiring
            .metrics()
            .scrape()
            .contains("portcullis_prefetches_total{result=\"admitted\"} 1.0")
        && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(wiring.admission().verifications()).isEqualTo(1);
  }

  @Test
  void announcedImageIsVerifiedOnceBeforeItsFirstPull() throws Exception {
    HttpResponse<String> answer =
        prefetch("", "{\"images\": [\"" + upstream() + "/shop/api:1.0\"]}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("looking at 1 image\n");
    awaitVerification();
    assertThat(pull("1.0").statusCode()).isEqualTo(200);
    assertThat(wiring.admission().verifications()).isEqualTo(1);
    assertThat(wiring.admission().hits()).isEqualTo(1);
  }

  @Test
  void tagThatIsKeptWarmNeedsNoAnnouncement() throws Exception {
    wiring.close();
    write("prefetch: {keepWarm: [\"" + upstream() + "/shop/api:1.0\"], every: 1h}\n");
    wiring = start();

    awaitVerification();
    assertThat(pull("1.0").statusCode()).isEqualTo(200);
    assertThat(wiring.admission().verifications()).isEqualTo(1);
  }

  @Test
  void whatNamesNoUpstreamIsRefusedWithAHint() throws Exception {
    HttpResponse<String> stranger = prefetch("", "{\"images\": [\"evil.example/x:1\"]}");
    assertThat(stranger.statusCode()).isEqualTo(400);
    assertThat(stranger.body())
        .isEqualTo(
            "evil.example is not among the upstreams; if clients know it by another name, add"
                + " ?registry=NAME to the address\n");
    assertThat(prefetch("?other=1", "{\"images\": []}").statusCode()).isEqualTo(400);
    assertThat(prefetch("", "{").statusCode()).isEqualTo(400);
  }
}
