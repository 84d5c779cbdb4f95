package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.demo.DemoStage;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its users run it: a process of its own, told to stop by a signal. */
class ServeCommandTest {
  private static final Pattern BANNER =
      Pattern.compile("serving on (http://[^,]+), admin on (http://[^;]+);");

  private final DemoStage stage;
  private final Path record;
  private final HttpClient http = HttpClient.newHttpClient();
  private Optional<Process> process = Optional.empty();

  ServeCommandTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
    record = temp.resolve("record.jsonl");
  }

  @AfterEach
  void stop() {
    process.ifPresent(Process::destroyForcibly);
    http.close();
    stage.close();
  }

  @Test
  void servesRecordsReloadsAndDrains() throws Exception {
    BufferedReader err = start("serve", "--config", stage.config().toString());
    Matcher banner = BANNER.matcher(err.readLine());
    assertThat(banner.find()).isTrue();
    URI proxy = URI.create(banner.group(1));
    URI admin = URI.create(banner.group(2));

    assertThat(get(proxy, "/v2/shop/api/manifests/1.0").statusCode()).isEqualTo(200);
    assertThat(get(proxy, "/v2/shop/unsigned/manifests/1.0").statusCode()).isEqualTo(403);
    assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);
    assertThat(get(admin, "/admin/config").body()).contains("\"name\" : \"shop\"");
    assertThat(get(admin, "/metrics").body())
        .contains("portcullis_pulls_total{decision=\"admit\",rule=\"shop\"")
        .contains("portcullis_pulls_total{decision=\"refuse\",rule=\"shop\"");

    String policy = Files.readString(stage.config());
    Files.writeString(stage.config(), policy.replace("rules:", "rules: oops"));
    awaitMetric(admin, "portcullis_config_last_reload_success 0.0");
    assertThat(get(proxy, "/v2/shop/unsigned/manifests/1.0").statusCode()).isEqualTo(403);
    Files.writeString(
        stage.config(), policy.replace("name: shop\n", "name: shop\n    mode: warn\n"));
    awaitMetric(admin, "portcullis_config_last_reload_success 1.0");
    assertThat(get(proxy, "/v2/shop/unsigned/manifests/1.0").statusCode()).isEqualTo(200);

    process.orElseThrow().toHandle().destroy();
    assertThat(process.orElseThrow().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.orElseThrow().exitValue()).isZero();
    assertThat(err.lines())
        .anyMatch(line -> line.contains("the last good configuration stays in force"))
        .anyMatch(line -> line.contains("read anew"))
        .anyMatch(line -> line.contains("stopping"))
        .noneMatch(line -> line.startsWith("\tat "));
    assertThat(Files.readAllLines(record))
        .anyMatch(line -> line.startsWith("{") && line.contains("\"decision\":\"refuse\""))
        .anyMatch(line -> line.contains("\"signers\":[\"release\"]"))
        .allMatch(line -> line.startsWith("{\"time\":\""));
  }

  @Test
  void servesOverTheTransportThatIsAskedFor() throws Exception {
    String config = stage.config().toString();
    BufferedReader err = start("serve", "--config", config, "--transport", "nio");
    Matcher banner = BANNER.matcher(err.readLine());
    assertThat(banner.find()).isTrue();
    URI proxy = URI.create(banner.group(1));
    assertThat(get(proxy, "/v2/shop/api/manifests/1.0").statusCode()).isEqualTo(200);
  }

  @Test
  void transportThatIsNoneIsToldWithTheNamesOfAll() throws Exception {
    CommandRun run =
        CommandRun.of("serve", "--config", stage.config().toString(), "--transport", "pigeon");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("pigeon", "EPOLL", "IO_URING", "NIO");
  }

  @Test
  void portThatIsTakenIsToldInASentence() throws Exception {
    int taken = stage.registry().url().getPort();
    String text = Files.readString(stage.config()).replace("listen: 127.0.0.1:0", "");
    Files.writeString(stage.config(), "listen: 127.0.0.1:" + taken + "\n" + text);

    CommandRun run = CommandRun.of("serve", "--config", stage.config().toString());

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .contains("cannot listen on", String.valueOf(taken))
        .doesNotContain("\tat");
  }

  @Test
  void badConfigurationIsToldBeforeAnythingStarts() throws Exception {
    Files.writeString(stage.config(), "listen: nowhere\n");

    CommandRun run = CommandRun.of("serve", "--config", stage.config().toString());

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains(":1:9: 'nowhere' is not an address");
  }

  private BufferedReader start(String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(args));
    Process started = new ProcessBuilder(command).redirectOutput(record.toFile()).start();
    process = Optional.of(started);
    return started.errorReader();
  }

  private HttpResponse<String> get(URI base, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void awaitMetric(URI admin, String line) throws Exception {
    for (int i = 0; i < 300 && !get(admin, "/metrics").body().contains(line); i++) {
      Thread.sleep(100);
    }
    assertThat(get(admin, "/metrics").body()).contains(line);
  }
}
