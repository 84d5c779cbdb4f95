package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The repository's routes in a real Alertmanager: who is told of what, and how often. */
class AlertmanagerTest {
  private static final Path CONFIG = Path.of("../docker/monitoring/alertmanager.yml");

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void configurationIsOneThatAmtoolTakes() {
    assertThat(RealTool.AMTOOL.with("check-config", CONFIG.toString()).run().mustSucceed().text())
        .contains("SUCCESS");
  }

  @Test
  void oneBrokenKeyPagesOnceHoweverManyAlertsAndProxiesShowIt(@TempDir Path folder)
      throws Exception {
    RealTool.ALERTMANAGER.require();
    HttpServer pager = pager();
    String url = "http://127.0.0.1:" + Server.freePort();
    Path config =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            Files.readString(CONFIG)
                .replace("group_wait: 30s", "group_wait: 1s")
                .replaceFirst(
                    "- name: nobody.*",
                    "- name: nobody\n    webhook_configs: [{url: \"http://127.0.0.1:"
                        + pager.getAddress().getPort()
                        + "/\"}]"));
    try (Server alertmanager =
            RealTool.ALERTMANAGER
                .with(
                    "--config.file=" + config,
                    "--storage.path=" + folder.resolve("data"),
                    "--web.listen-address=" + URI.create(url).getAuthority(),
                    "--cluster.listen-address=")
                .serve(folder.resolve("alertmanager.log"));
        HttpClient http = HttpClient.newHttpClient()) {
      alertmanager.awaitOk(URI.create(url + "/-/ready"));
      send(http, url, "PortcullisUnexpectedSigner", "PortcullisUnexpectedSigner");
      send(http, url, "PortcullisUnexpectedSigner", "PortcullisRefusalsRise");
      alertmanager.await(
          "page about the signer", () -> told.toString().contains("PortcullisUnexpectedSigner"));
      send(http, url, "PortcullisDown");
      alertmanager.await("page about the marker", () -> told.toString().contains("PortcullisDown"));

      assertThat(told).containsExactly("PortcullisUnexpectedSigner", "PortcullisDown");
    } finally {
      pager.stop(0);
    }
  }

  private HttpServer pager() throws Exception {
    HttpServer pager =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pager.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          JsonNode page = JsonMapper.shared().readTree(body);
          told.add(page.path("groupLabels").path("alertname").asString(""));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    pager.start();
    return pager;
  }

  /** Sends alerts as Prometheus does, each as if another proxy had shown it. */
  private static void send(HttpClient http, String url, String... alerts) throws Exception {
    String body =
        Stream.of(alerts)
            .map(
                alert ->
                    "{\"labels\": {\"alertname\": \"%s\", \"severity\": \"page\", \"from\": \"%d\"}}"
                        .formatted(alert, System.nanoTime()))
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/v2/alerts"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }
}
