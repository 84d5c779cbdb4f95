package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fleet shares. */
class PostgresRecordTest {
  @TempDir private Path temp = Path.of("");

  @Test
  void proxiesOfAFleetKeepAChainEachAndGoOnAfterTheDatabaseWasAway() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp)) {
      DecisionRecord first = open(postgres);
      DecisionRecord second = open(postgres);
      for (int i = 0; i < 3; i++) {
        assertThat(note(first, "a-" + i).get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(note(second, "b-" + i).get(10, TimeUnit.SECONDS)).isTrue();
      }

      postgres.stop();
      CompletableFuture<Boolean> waits = note(first, "a-3");
      Thread.sleep(500);
      assertThat(waits).isNotDone();
      postgres.begin();
      waits.get(20, TimeUnit.SECONDS);
      for (int i = 0; i < 10 && !note(first, "a-4").get(20, TimeUnit.SECONDS); i++) {
        Thread.sleep(500); // it takes a while to recover, and answers are not held back for ever
      }
      first.close();
      second.close();

      try (RecordArchive archive = RecordArchive.open(postgres.place())) {
        ChainCheck check = archive.check();
        assertThat(check.problems()).isEmpty();
        assertThat(check.entries()).isBetween(7L, 8L);
        assertThat(check.ends()).hasSize(2);
        assertThat(archive.list(RecordQuery.all().id("a-4"))).hasSize(1);
        assertThat(archive.list(RecordQuery.all().image("registry.acme.io/*").limit(2))).hasSize(2);
        assertThat(archive.list(RecordQuery.all().digest("sha256:bb")))
            .hasSize((int) check.entries());
      }
    }
  }

  private static DecisionRecord open(PostgresServer postgres) throws Exception {
    RecordConfig config =
        new RecordConfig(postgres.place(), RecordConfig.OnTrouble.BLOCK, Optional.empty());
    return DecisionRecord.start(Optional.of(config), line -> {}, InstantSource.system());
  }

  private static CompletableFuture<Boolean> note(DecisionRecord record, String id) {
    return record.note(Entries.key(id), 1_000, () -> Entries.pull(id));
  }
}
