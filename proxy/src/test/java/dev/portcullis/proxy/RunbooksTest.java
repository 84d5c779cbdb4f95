package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.proxy.demo.DemoStage;
import dev.portcullis.proxy.record.DecisionFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the runbooks tell people to type, typed against a running proxy. */
class RunbooksTest {
  private static final Path RUNBOOKS = Path.of("../docs/runbooks");
  private static final String SIGNED = "registry.demo/shop/api:1.0";

  private final DemoStage stage;
  private final Wiring wiring;
  private final HttpClient http = HttpClient.newHttpClient();

  RunbooksTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
    Files.writeString(stage.config().resolveSibling("admin.token"), "correct-horse-battery\n");
    Files.writeString(
        stage.config(),
        Files.readString(stage.config())
                .replace("upstreams:\n", "upstreams:\n  down.demo: {url: \"http://127.0.0.1:1\"}\n")
                .replace("**\"]\n    insecure", "**\", \"down.demo/**\"]\n    insecure")
            + "adminTokenFile: admin.token\nrecord: {file: record.db}\nstate: state\n");
    wiring =
        Wiring.start(
            ConfigReader.read(stage.config()),
            DecisionFormat.JSON,
            line -> {},
            InstantSource.system());
    for (String image : List.of("shop/api", "shop/unsigned", "shop/stranger", "down.demo/api")) {
      pull(image);
    }
  }

  private void pull(String image) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/v2/%s/manifests/1.0".formatted(wiring.address().getPort(), image));
    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
  }

  @AfterEach
  void close() {
    http.close();
    wiring.close();
    stage.close();
  }

  @Test
  void everyCommandOfTheProgramIsOneThatItTakes() throws Exception {
    Map<String, String> lines = lines("portcullis ");
    assertThat(lines).hasSizeGreaterThan(12);
    for (Map.Entry<String, String> line : lines.entrySet()) {
      List<String> arguments = words(line.getKey().substring("portcullis ".length()));
      if (arguments.getFirst().endsWith("revoke")) {
        arguments.addAll(List.of("--admin", SocketAddresses.text(wiring.adminAddress())));
      }
      CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
      assertThat(run.code())
          .as(line.getValue() + ": " + line.getKey() + "\n" + run.err())
          .isNotEqualTo(ExitCode.UNUSABLE);
      assertThat(run.out()).as(line.getKey()).isNotEmpty();
    }
  }

  @Test
  void everyQuestionToTheAdminAddressHasAnAnswer() throws Exception {
    assumeTrue(canRun("curl") && canRun("bash"), "bash and curl are not on this machine");
    Map<String, String> lines = lines("curl ");
    assertThat(lines).hasSizeGreaterThan(10);
    for (Map.Entry<String, String> line : lines.entrySet()) {
      ProcessBuilder shell =
          new ProcessBuilder("bash", "-o", "pipefail", "-c", line.getKey())
              .redirectErrorStream(true);
      shell.environment().put("ADMIN", "http://" + SocketAddresses.text(wiring.adminAddress()));
      Process process = shell.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(line.getValue() + ": " + line.getKey()).isZero();
      assertThat(said).as(line.getKey()).isNotBlank();
    }
  }

  /** The lines of the runbooks' blocks that begin so, up to a comment, and where they stand. */
  private Map<String, String> lines(String beginning) throws Exception {
    Map<String, String> found = new TreeMap<>();
    for (Path file : runbooks()) {
      Matcher blocks = Pattern.compile("(?s)```sh\n(.*?)```").matcher(Files.readString(file));
      while (blocks.find()) {
        blocks
            .group(1)
            .lines()
            .filter(line -> line.startsWith(beginning))
            .forEach(line -> found.put(line, file.getFileName().toString()));
      }
    }
    return found;
  }

  private static List<Path> runbooks() throws IOException {
    try (Stream<Path> listed = Files.list(RUNBOOKS)) {
      return listed.sorted().toList();
    }
  }

  /** The words of a command up to a pipe or a comment, with its placeholders filled in. */
  private List<String> words(String command) throws Exception {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("'([^']*)'|([^\\s']+)").matcher(command);
    while (word.find()) {
      String plain = word.group(2) == null ? word.group(1) : word.group(2);
      if (word.group(2) != null && (plain.equals("|") || plain.startsWith("#"))) {
        break;
      }
      words.add(filledIn(plain));
    }
    return words;
  }

  private String filledIn(String word) throws Exception {
    return switch (word) {
      case "$CONFIG" -> stage.config().toString();
      case "IMAGE" -> SIGNED;
      case "SIGNER" -> "release";
      case "FINGERPRINT" -> fingerprint();
      default -> word;
    };
  }

  /** The fingerprint of the key that signed what was let in, out of the record. */
  private String fingerprint() {
    CommandRun impact =
        CommandRun.of(
            "audit",
            "impact",
            "--signer",
            "release",
            "--json",
            "--config",
            stage.config().toString());
    CommandRun entries =
        CommandRun.of(
            "audit",
            "query",
            "--decision",
            "admit",
            "--format",
            "json",
            "--config",
            stage.config().toString());
    Matcher key = Pattern.compile("\"keys\":\\[\"([0-9a-f]{64})\"").matcher(entries.out());
    assertThat(key.find()).as(impact.out() + entries.out()).isTrue();
    return key.group(1);
  }

  private static boolean canRun(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
