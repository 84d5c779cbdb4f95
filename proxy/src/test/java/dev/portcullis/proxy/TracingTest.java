package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.OtlpReceiver.Span;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a collector sees of pulls through the whole proxy. */
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private static final Pattern DROPPED =
      Pattern.compile("(?m)^portcullis_traces_dropped_total [1-9]");

  private static final JsonMapper JSON = new JsonMapper();

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final DemoStage stage;
  private final OtlpReceiver collector;
  private final HttpClient http = HttpClient.newHttpClient();

  TracingTest(@TempDir Path temp) throws Exception {
    stage = new DemoStage(temp);
    collector = OtlpReceiver.start();
  }

  @AfterEach
  void close() {
    http.close();
    collector.close();
    stage.close();
  }

  @Test
  void coldPullIsOneTraceWithASpanForEachFetchTheVerificationAndTheDecision() throws Exception {
    try (Wiring wiring = proxy("1.0")) {
      HttpResponse<String> answer = pull(wiring, "shop/api", "00-" + TRACE + "-" + PARENT + "-00");
      assertThat(answer.statusCode()).isEqualTo(200);
      await(() -> named("pull").size() == 1, "the pull's span");

      Span pull = named("pull").getFirst();
      assertThat(collector.spans())
          .extracting(Span::name)
          .contains("manifest", "referrers", "verification", "decision");
      assertThat(collector.spans()).extracting(Span::trace).containsOnly(TRACE);
      assertThat(pull.parent()).isEqualTo(PARENT);
      assertThat(collector.spans())
          .filteredOn(span -> !span.equals(pull))
          .extracting(Span::parent)
          .containsOnly(pull.id());
      assertThat(named("verification")).hasSize(1);
      assertThat(named("verification").getFirst().texts())
          .containsEntry("portcullis.outcome", "1 candidates, 0 failed");
      assertThat(named("decision")).hasSize(1);
      String id = named("decision").getFirst().texts().get("portcullis.decision.id");
      assertThat(answer.headers().firstValue("Portcullis-Decision").orElseThrow())
          .endsWith("id=" + id);
      assertThat(pull.texts())
          .containsEntry("portcullis.decision.id", id)
          .containsEntry("portcullis.image", "registry.demo/shop/api")
          .containsEntry("portcullis.target", "1.0")
          .containsEntry("portcullis.outcome", "serve");
    }
  }

  @Test
  void refusalAndItsLogLineNameTheTrace() throws Exception {
    try (Wiring wiring = proxy("1.0")) {
      HttpResponse<String> answer =
          pull(wiring, "shop/unsigned", "00-" + TRACE + "-" + PARENT + "-00");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(detail(answer).required("traceId").asString()).isEqualTo(TRACE);
      await(() -> !lines.isEmpty(), "the line");
      assertThat(JSON.readTree(lines.peek()).required("traceId").asString()).isEqualTo(TRACE);

      assertThat(pull(wiring, "shop/api", "none").statusCode()).isEqualTo(200);
      await(() -> lines.size() > 1 && named("pull").size() > 1, "the other line and span");
      assertThat(lines)
          .last()
          .asString()
          .contains("\"traceId\":\"" + named("pull").getLast().trace() + "\"");
    }
  }

  @Test
  void pullThatIsNotSampledNamesNoTrace() throws Exception {
    try (Wiring wiring = proxy("0")) {
      HttpResponse<String> answer =
          pull(wiring, "shop/unsigned", "00-" + TRACE + "-" + PARENT + "-01");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(detail(answer).has("traceId")).isFalse();
      await(() -> !lines.isEmpty(), "the line");
      assertThat(lines.peek()).doesNotContain("traceId", TRACE);
    }
  }

  private static JsonNode detail(HttpResponse<String> answer) {
    return JSON.readTree(answer.body()).required("errors").required(0).required("detail");
  }

  @Test
  void pullThatIsAnsweredFromMemoryIsNotTraced() throws Exception {
    try (Wiring wiring = proxy("1.0")) {
      String digest =
          pull(wiring, "shop/api", "none")
              .headers()
              .firstValue("Docker-Content-Digest")
              .orElseThrow();
      await(() -> named("pull").size() == 1, "the first pull's span");
      assertThat(named("pull").getFirst().parent()).as("malformed traceparent").isEmpty();
      for (int i = 0; i < 10; i++) {
        get(wiring.address().getPort(), "/v2/shop/api/manifests/" + digest, "none");
      }
      pull(wiring, "shop/unsigned", "none");
      await(() -> named("pull").size() > 1, "the last pull's span");
    }
    assertThat(named("pull"))
        .extracting(span -> span.texts().get("portcullis.outcome"))
        .containsExactly("serve", "refuse");
  }

  @Test
  void clientCannotHaveItselfTraced() throws Exception {
    try (Wiring wiring = proxy("0")) {
      pull(wiring, "shop/api", "00-" + TRACE + "-" + PARENT + "-01");
    }
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void traceIdThatTheClientChoseDoesNotHaveItTraced() throws Exception {
    try (Wiring wiring = proxy("0.000000001")) {
      pull(wiring, "shop/api", "00-" + "0".repeat(31) + "1-" + PARENT + "-01");
    }
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void traceIdThatTheClientChoseDoesNotKeepItFromBeingTraced() throws Exception {
    String trace = "0".repeat(16) + "7" + "f".repeat(15);
    try (Wiring wiring = proxy("0.999999999")) {
      pull(wiring, "shop/api", "00-" + trace + "-" + PARENT + "-00");
      await(() -> named("pull").size() == 1, "the pull's span");
      await(() -> named("decision").size() == 1, "the decision's span");
    }
    assertThat(collector.spans()).extracting(Span::trace).containsOnly(trace);
    assertThat(named("pull").getFirst().parent()).isEqualTo(PARENT);
  }

  @Test
  void spansThatTheCollectorDoesNotTakeAreCounted() throws Exception {
    collector.answer(400);
    try (Wiring wiring = proxy("1")) {
      assertThat(pull(wiring, "shop/api", "none").statusCode()).isEqualTo(200);
      await(() -> DROPPED.matcher(wiring.metrics().scrape()).find(), "dropped spans");
    }
  }

  private Wiring proxy(String sample) throws Exception {
    Files.writeString(
        stage.config(),
        Files.readString(stage.config())
            + "tracing: {otlp: \"%s\", sample: %s}\n".formatted(collector.url(), sample));
    return Wiring.start(
        ConfigReader.read(stage.config()), DecisionFormat.JSON, lines::add, InstantSource.system());
  }

  private List<Span> named(String name) {
    return collector.spans().stream().filter(span -> span.name().equals(name)).toList();
  }

  private HttpResponse<String> pull(Wiring wiring, String repository, String traceparent)
      throws Exception {
    return get(wiring.address().getPort(), "/v2/" + repository + "/manifests/1.0", traceparent);
  }

  private HttpResponse<String> get(int port, String path, String traceparent) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("traceparent", traceparent)
            .timeout(Duration.ofSeconds(60))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() < end).as("waited in vain for " + what).isTrue();
      Thread.sleep(20);
    }
  }
}
