package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.ServedConfig;
import dev.portcullis.proxy.demo.DemoStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each query of the dashboards and of the documents finds something in a Prometheus that scrapes a
 * proxy in use.
 */
class DashboardsTest {
  private static final Path DASHBOARDS = Path.of("../docker/monitoring/dashboards");
  private static final Path METRICS = Path.of("../docs/metrics.md");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void everyQueryFindsDataAndTheUnexpectedSignerIsNoticed(@TempDir Path folder) throws Exception {
    RealTool.PROMETHEUS.require();
    try (DemoStage stage = new DemoStage(Files.createDirectory(folder.resolve("demo")))) {
      use(stage.config());
      try (ServedConfig proxy = ServedConfig.start(stage.config());
          PrometheusServer prometheus = PrometheusServer.start(folder, proxy.admin())) {
        Map<String, String> left = queries();
        assertThat(usualTen()).hasSize(10);
        left.putAll(usualTen());
        assertThat(left).hasSizeGreaterThan(40);
        boolean noticed = false;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while ((!left.isEmpty() || !noticed) && System.nanoTime() < deadline) {
          pull(proxy);
          left.entrySet().removeIf(query -> prometheus.found(query.getValue()) > 0);
          noticed = noticed || prometheus.fires("PortcullisUnexpectedSigner");
        }
        assertThat(left).as("queries that find nothing").isEmpty();
        assertThat(noticed).as("PortcullisUnexpectedSigner fires").isTrue();
      }
    }
  }

  /** A second upstream that does not answer, and a record. */
  private static void use(Path config) throws IOException {
    Files.writeString(
        config,
        Files.readString(config)
                .replace("upstreams:\n", "upstreams:\n  down.demo: {url: \"http://127.0.0.1:1\"}\n")
                .replace(
                    "rules:\n",
                    "rules:\n  - {name: down, images: [\"down.demo/**\"],"
                        + " require: [{signature: {by: release}}]}\n")
            + "record: {file: record.db}\n");
  }

  private static void pull(ServedConfig proxy) {
    for (String image :
        List.of("api", "web", "unsigned", "tampered", "stranger", "expired", "revoked")) {
      proxy.manifest("shop/" + image, "1.0");
    }
    proxy.manifest("trial/tool", "1.0");
    proxy.manifest("scratch/toy", "1.0");
    proxy.manifest("down.demo/shop/api", "1.0");
    proxy.layers("shop/api", "1.0");
    proxy.manifest("shop/api", Digest.sha256(proxy.manifest("shop/api", "1.0").body()).toString());
    System.gc(); // one panel is about the collector's pauses
  }

  /** The queries that the documents give for the field's usual questions. */
  private static Map<String, String> usualTen() throws IOException {
    Map<String, String> queries = new TreeMap<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| ([^|]+\\?) \\| `(.*)` \\|$").matcher(Files.readString(METRICS));
    while (rows.find()) {
      queries.put("metrics.md: " + rows.group(1), rows.group(2).replace("\\|", "|"));
    }
    return queries;
  }

  /** The queries by where they stand, as Grafana would send them. */
  private static Map<String, String> queries() throws IOException {
    Map<String, String> queries = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(DASHBOARDS)) {
      files = new ArrayList<>(listed.toList());
    }
    assertThat(files).hasSize(3);
    for (Path file : files) {
      for (JsonNode panel : JsonMapper.shared().readTree(Files.readString(file)).path("panels")) {
        int number = 0;
        for (JsonNode target : panel.path("targets")) {
          queries.put(
              file.getFileName() + ": " + panel.path("title").asString() + " " + number++,
              target.path("expr").asString().replace("$__rate_interval", "30s"));
        }
      }
    }
    return queries;
  }
}
