package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Alerts, dashboards, runbooks and the chart agree with each other and with the program. */
class OperationsFilesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path MONITORING = ROOT.resolve("docker/monitoring");
  private static final Path CHART = ROOT.resolve("docker/helm/portcullis");

  @Test
  void everyAlertHasARunbookATestAndEveryRunbookAnAlert() throws Exception {
    TreeSet<String> alerts = new TreeSet<>(alerts());
    String tests = Files.readString(MONITORING.resolve("alerts.test.yml"));

    assertThat(alerts).hasSizeGreaterThan(10);
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/runbooks"))) {
      assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(alerts);
    }
    for (String alert : alerts) {
      assertThat(tests)
          .contains("alertname: " + alert + "\n        exp_alerts:\n          - exp_labels");
    }
  }

  @Test
  void everyMetricThatIsAskedForIsDocumented() throws Exception {
    String documented = Files.readString(ROOT.resolve("docs/metrics.md"));
    List<Path> files = new ArrayList<>(List.of(MONITORING.resolve("alerts.yml")));
    try (Stream<Path> dashboards = Files.list(MONITORING.resolve("dashboards"))) {
      dashboards.forEach(files::add);
    }
    assertThat(files).hasSize(4);
    for (Path file : files) {
      Matcher metrics = Pattern.compile("portcullis_[a-z_]+").matcher(Files.readString(file));
      while (metrics.find()) {
        String family =
            metrics.group().replaceFirst("_seconds_(bucket|count|sum|max)$", "_seconds");
        assertThat(documented).as(file + ": " + metrics.group()).contains("`" + family + "`");
      }
    }
  }

  @Test
  void eachAlertFiresInItsTestAndNotOtherwise() throws Exception {
    Path promtool = found("promtool");
    run(MONITORING, promtool.toString(), "check", "rules", "alerts.yml");
    run(MONITORING, promtool.toString(), "test", "rules", "alerts.test.yml");
  }

  @Test
  void chartIsSoundAndRendersAConfigurationWithEverySetting() throws Exception {
    Path helm = found("helm");
    String values = CHART.resolve("ci/every-setting-values.yaml").toString();
    run(CHART, helm.toString(), "lint", "--strict", ".", "-f", values);
    String rendered =
        run(CHART, helm.toString(), "template", "x", ".", "--kube-version", "1.30", "-f", values);

    assertThat(rendered)
        .contains("readOnlyRootFilesystem: true", "runAsNonRoot: true", "drop: [ALL]")
        .contains("kind: NetworkPolicy", "kind: PodDisruptionBudget", "kind: ServiceMonitor")
        .contains("no-way-round", "path: /readyz", "alert: PortcullisDown");
    assertThat(runToFail(CHART, helm.toString(), "template", "x", ".", "--kube-version", "1.30"))
        .contains("config.rules is empty");
  }

  private static List<String> alerts() throws IOException {
    Matcher names =
        Pattern.compile("(?m)^ +- alert: (\\w+)$")
            .matcher(Files.readString(MONITORING.resolve("alerts.yml")));
    return names.results().map(name -> name.group(1)).toList();
  }

  private static Path found(String program) {
    String tools =
        Optional.ofNullable(System.getenv("PORTCULLIS_TOOLS"))
            .orElse(System.getProperty("user.home") + "/.cache/portcullis-tools");
    Optional<Path> found =
        Stream.concat(
                Stream.of(tools + "/bin"),
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1)))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), program + " is not on this machine");
    return found.orElseThrow();
  }

  private static String run(Path folder, String... command) throws Exception {
    Process process = start(folder, command);
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static String runToFail(Path folder, String... command) throws Exception {
    Process process = start(folder, command);
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isNotZero();
    return said;
  }

  private static Process start(Path folder, String... command) throws IOException {
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }
}
