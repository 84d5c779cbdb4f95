package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class DecisionLogTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void jsonLineHoldsTheWholeDecision() {
    JsonNode line =
        new ObjectMapper()
            .readTree(
                DecisionFormat.JSON.line(
                    Entries.pull(
                        "d-1", "admit", "signature by \"release\"\n", List.of("release"))));

    assertThat(line.propertyNames())
        .containsExactly(
            "time",
            "id",
            "image",
            "tag",
            "digest",
            "platform",
            "client",
            "rule",
            "revision",
            "decision",
            "basis",
            "signers",
            "keys",
            "evidence",
            "logEntries",
            "reason",
            "findings",
            "millis",
            "pulls");
    assertThat(line.get("image").asString()).isEqualTo("registry.acme.io/prod/api");
    assertThat(line.get("decision").asString()).isEqualTo("admit");
    assertThat(line.get("basis").asString()).isEqualTo("verified");
    assertThat(line.get("reason").asString()).isEqualTo("signature by \"release\"\n");
    assertThat(line.get("millis").asDouble()).isEqualTo(1.234);
  }

  @Test
  void jsonLineIsOneLine() {
    assertThat(DecisionFormat.JSON.line(Entries.pull("a\nb", "refuse", "c\r\nd", List.of())))
        .doesNotContain("\n")
        .doesNotContain("\r");
  }

  @Test
  void textLineSaysWhatWasPulledAndWhyAndHowOften() {
    RecordEntry once = Entries.pull("d-1", "refuse", "unsigned", List.of());
    assertThat(DecisionFormat.TEXT.line(once))
        .contains("refuse    registry.acme.io/prod/api:v1  unsigned  (1.2 ms)");
    assertThat(DecisionFormat.TEXT.line(once.repeated(Entries.NOON, Entries.NOON, 40, 5)))
        .contains("unsigned  (40 pulls, 0.0 ms)");
  }

  @Test
  void closingWritesWhatIsQueued() {
    DecisionLog log = DecisionLog.start(DecisionFormat.TEXT, lines::add);
    for (int i = 0; i < 500; i++) {
      log.record(Entries.pull("d"));
    }
    log.close();

    assertThat(lines).hasSize(500);
    assertThat(log.dropped()).isZero();
  }

  @Test
  void fullQueueDropsAndCountsInsteadOfWaiting() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    DecisionLog log =
        DecisionLog.start(
            DecisionFormat.TEXT,
            line -> {
              try {
                stuck.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    for (int i = 0; i < 16_384 + 100; i++) {
      log.record(Entries.pull("d"));
    }
    stuck.countDown();
    log.close();

    assertThat(log.dropped()).isBetween(99L, 100L);
  }
}
