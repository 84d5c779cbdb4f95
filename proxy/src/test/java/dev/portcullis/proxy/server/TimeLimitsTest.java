package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.HeldManifest;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** No state of a connection lasts for ever; the limits are those of {@link Harness#LIMITS}. */
@ExtendWith(Leaks.class)
@Timeout(60)
class TimeLimitsTest {
  private static final String PATH = "/v2/registry.acme.io/prod/api/manifests/";

  /** Far more than any limit, for machines that are busy with something else. */
  private static final Duration TOO_LATE = Duration.ofSeconds(60);

  private Harness harness;

  @BeforeEach
  void start() throws Exception {
    harness = new Harness();
  }

  @AfterEach
  void stop() {
    harness.close();
  }

  private static Duration untilClosed(RawClient client, long start) throws IOException {
    assertThat(client.isClosedByServer()).isTrue();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void slowHeadersEndTheConnection() throws Exception {
    long start = System.nanoTime();
    try (RawClient client = harness.client()) {
      client.send("GET /v2/ HTTP/1.1\r\nHost: r\r\n");
      assertThat(untilClosed(client, start)).isBetween(Duration.ofMillis(700), TOO_LATE);
    }
  }

  @Test
  void oneByteNowAndThenDoesNotExtendTheTimeForHeaders() throws Exception {
    try (RawClient client = harness.client()) {
      long start = System.nanoTime();
      client.send("GET /v2/ HTTP/1.1\r\n");
      boolean open = true;
      while (open && System.nanoTime() - start < TOO_LATE.toNanos()) {
        Thread.sleep(100);
        try {
          client.send("X: y\r\n");
        } catch (IOException e) {
          open = false;
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(700), TOO_LATE);
    }
  }

  @Test
  void idleConnectionsEnd() throws Exception {
    long start = System.nanoTime();
    try (RawClient silent = harness.client();
        RawClient used = harness.client()) {
      assertThat(used.get("/v2/").read().status()).isEqualTo(200);
      assertThat(untilClosed(silent, start)).isBetween(Duration.ofMillis(2500), TOO_LATE);
      assertThat(used.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aRequestThatWaitsForItsAnswerIsNotIdle() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    HeldManifest held = Pulls.held("one", 10);
    try (RawClient client = harness.client()) {
      client.get(PATH + "slow");
      Thread.sleep(4500);
      slow.complete(Pulls.serve(held));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void aReaderThatStopsReadingIsCutOff() throws Exception {
    HeldManifest held = Pulls.held("one", 3_000_000);
    harness.warm.put(held.digest(), Pulls.serve(held));
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 * 1024);
    socket.connect(harness.server.address());
    try (RawClient client = new RawClient(socket)) {
      for (int i = 0; i < 8; i++) {
        client.get(PATH + held.digest());
      }
      long start = System.nanoTime();
      while (harness.server.connections() == 0) {
        assertThat(System.nanoTime() - start).isLessThan(TOO_LATE.toNanos());
        Thread.sleep(1);
      }
      while (harness.server.connections() > 0) {
        assertThat(System.nanoTime() - start).isLessThan(TOO_LATE.toNanos());
        Thread.sleep(20);
      }
    }
  }

  @Test
  void aReaderThatIsSlowButReadsGetsEverything() throws Exception {
    HeldManifest held = Pulls.held("one", 2_000_000);
    harness.warm.put(held.digest(), Pulls.serve(held));
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 * 1024);
    socket.connect(harness.server.address());
    try (RawClient client = new RawClient(socket)) {
      client.get(PATH + held.digest());
      int read = 0;
      byte[] some = new byte[128 * 1024];
      long start = System.nanoTime();
      while (read < 2_000_000) {
        int now = client.input().read(some);
        assertThat(now).isPositive();
        read += now;
        Thread.sleep(100);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(1500));
    }
  }

  @Test
  void drainingFinishesWhatIsUnderWayAndClosesTheRest() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    HeldManifest held = Pulls.held("one", 10);
    try (RawClient busy = harness.client();
        RawClient idle = harness.client()) {
      assertThat(idle.get("/v2/").read().status()).isEqualTo(200);
      busy.get(PATH + "slow");
      Eventually.holds(() -> assertThat(harness.callers).isNotEmpty());
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> harness.server.drain(Duration.ofSeconds(60)));
      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(drained).isNotDone();
      slow.complete(Pulls.serve(held));
      RawClient.Response last = busy.read();
      assertThat(last.status()).isEqualTo(200);
      assertThat(busy.isClosedByServer()).isTrue();
      drained.join();
    }
  }

  @Test
  void drainingCutsWhatDoesNotFinishInTime() throws Exception {
    harness.cold.put("slow", new CompletableFuture<>());
    try (RawClient busy = harness.client()) {
      busy.get(PATH + "slow");
      Eventually.holds(() -> assertThat(harness.callers).isNotEmpty());
      harness.server.drain(Duration.ofMillis(300));
      assertThat(busy.isClosedByServer()).isTrue();
    }
  }
}
