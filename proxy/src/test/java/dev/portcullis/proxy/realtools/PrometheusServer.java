package dev.portcullis.proxy.realtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus that scrapes one proxy each second, with the repository's alert rules. */
final class PrometheusServer implements AutoCloseable {
  private static final Path MONITORING = Path.of("../docker/monitoring").toAbsolutePath();

  private final Server server;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Server server, String url) {
    this.server = server;
    this.url = url;
  }

  /**
   * Starts it; where there is none, the calling test is skipped.
   *
   * @param folder gets its configuration, its log and its data
   * @param admin the proxy's admin address
   */
  static PrometheusServer start(Path folder, URI admin) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [%s]
            scrape_configs:
              - job_name: portcullis
                static_configs: [{targets: ["%s"]}]
            """
                .formatted(MONITORING.resolve("alerts.yml"), admin.getAuthority()));
    String url = "http://127.0.0.1:" + Server.freePort();
    Server server =
        RealTool.PROMETHEUS
            .with(
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + URI.create(url).getAuthority(),
                "--log.level=warn")
            .serve(folder.resolve("prometheus.log"))
            .awaitOk(URI.create(url + "/-/ready"));
    return new PrometheusServer(server, url);
  }

  /** How many series a query finds now that have a number as value. */
  long found(String query) {
    JsonNode data =
        get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
            .path("data")
            .path("result");
    long found = 0;
    for (JsonNode series : data) {
      found += series.path("value").path(1).asString("NaN").equals("NaN") ? 0 : 1;
    }
    return found;
  }

  /** Whether an alert fires now. */
  boolean fires(String alert) {
    for (JsonNode each : get("/api/v1/alerts").path("data").path("alerts")) {
      if (each.path("labels").path("alertname").asString("").equals(alert)
          && each.path("state").asString("").equals("firing")) {
        return true;
      }
    }
    return false;
  }

  private JsonNode get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30)).build();
    try {
      return JsonMapper.shared()
          .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + path, e);
    }
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
