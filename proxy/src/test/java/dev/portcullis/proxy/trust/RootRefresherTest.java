package dev.portcullis.proxy.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.TufLab;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootRefresherTest {
  private static final InstantSource CLOCK = () -> Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path folder = Path.of("");
  private final TufServer server = new TufServer(TufLab.of(Bytes.utf8("{}")));
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private final RootRefresher refresher =
      new RootRefresher(CLOCK, (name, success) -> done.add(name + " " + success));

  @AfterEach
  void close() {
    refresher.close();
    server.close();
  }

  @Test
  void rootIsRefreshedInTheBackgroundAndASourceThatStaysIsNotDisturbed() throws Exception {
    TufSource source = server.source(folder);
    refresher.reconfigure(List.of(source));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("lab true");
    int before = server.asked().size();

    refresher.reconfigure(List.of(source));

    assertThat(refresher.status("lab").orElseThrow().isHeld()).isTrue();
    assertThat(done.poll(200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(server.asked()).hasSize(before);

    refresher.reconfigure(List.of());
    assertThat(refresher.statuses()).isEmpty();
  }

  @Test
  void startFetchesWhatIsMissingAndNothingElse() throws Exception {
    TufSource source = server.source(folder);

    List<RootStatus> first =
        RootRefresher.fetchMissing(List.of(source), CLOCK, Duration.ofSeconds(10));
    int asked = server.asked().size();
    List<RootStatus> second =
        RootRefresher.fetchMissing(List.of(source), CLOCK, Duration.ofSeconds(10));

    assertThat(first).singleElement().matches(RootStatus::isHeld);
    assertThat(second).isEmpty();
    assertThat(server.asked()).hasSize(asked);
  }

  @Test
  void startWithoutNetworkSaysWhatIsWrongAndGoesOn() throws Exception {
    server.status(503);

    List<RootStatus> statuses =
        RootRefresher.fetchMissing(List.of(server.source(folder)), CLOCK, Duration.ofSeconds(10));

    assertThat(statuses).singleElement().matches(status -> !status.isHeld());
    assertThat(statuses.getFirst().problem().orElseThrow()).endsWith("answers with status 503");
  }
}
