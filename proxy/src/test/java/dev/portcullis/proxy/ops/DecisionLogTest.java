package dev.portcullis.proxy.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class DecisionLogTest {
  private final Metrics metrics = new Metrics();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void jsonLineHoldsTheWholeDecision() {
    JsonNode line =
        new ObjectMapper()
            .readTree(
                DecisionFormat.JSON.line(
                    Decisions.entry(Decisions.refusal("prod", "no \"release\" signature\n"))));

    assertThat(line.propertyNames())
        .containsExactly(
            "time",
            "id",
            "image",
            "tag",
            "digest",
            "client",
            "rule",
            "decision",
            "basis",
            "signers",
            "reason",
            "millis");
    assertThat(line.get("image").asString()).isEqualTo("registry.acme.io/prod/api");
    assertThat(line.get("decision").asString()).isEqualTo("refuse");
    assertThat(line.get("basis").asString()).isEqualTo("unverified");
    assertThat(line.get("reason").asString()).isEqualTo("no \"release\" signature\n");
    assertThat(line.get("millis").asDouble()).isEqualTo(1.234);
  }

  @Test
  void jsonLineIsOneLine() {
    assertThat(DecisionFormat.JSON.line(Decisions.entry(Decisions.refusal("a\nb", "c\r\nd"))))
        .doesNotContain("\n")
        .doesNotContain("\r");
  }

  @Test
  void textLineSaysWhatWasPulledAndWhy() {
    assertThat(DecisionFormat.TEXT.line(Decisions.entry(Decisions.refusal("prod", "unsigned"))))
        .contains("refuse    registry.acme.io/prod/api:v1  unsigned  (1.2 ms)");
  }

  @Test
  void closingWritesWhatIsQueued() {
    DecisionLog log = DecisionLog.start(DecisionFormat.TEXT, metrics, lines::add);
    for (int i = 0; i < 500; i++) {
      log.record(Decisions.entry(Decisions.undecided("r")));
    }
    log.close();

    assertThat(lines).hasSize(500);
    assertThat(metrics.scrape()).contains("portcullis_decision_log_dropped_total 0.0");
  }

  @Test
  void fullQueueDropsAndCountsInsteadOfWaiting() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    DecisionLog log =
        DecisionLog.start(
            DecisionFormat.TEXT,
            metrics,
            line -> {
              try {
                stuck.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    for (int i = 0; i < 16_384 + 100; i++) {
      log.record(Decisions.entry(Decisions.undecided("r")));
    }
    stuck.countDown();
    log.close();

    assertThat(metrics.scrape())
        .containsPattern("portcullis_decision_log_dropped_total (99|100)\\.0");
  }

  @Test
  void repetitionsBeyondTheRateAreCountedAndNotWritten() {
    DecisionLog log = DecisionLog.start(DecisionFormat.TEXT, metrics, lines::add);
    int room = 0;
    for (int i = 0; i < 5 * DecisionLog.REPEATS_A_SECOND; i++) {
      room += log.hasRoomToRepeat() ? 1 : 0;
    }
    log.close();

    assertThat(room).isBetween(DecisionLog.REPEATS_A_SECOND, 3 * DecisionLog.REPEATS_A_SECOND);
    assertThat(metrics.scrape())
        .contains(
            "portcullis_decision_log_dropped_total " + (5.0 * DecisionLog.REPEATS_A_SECOND - room));
  }
}
