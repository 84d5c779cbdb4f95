package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
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
        assertThat(note(first, "a-" + i).get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(note(second, "b-" + i).get(60, TimeUnit.SECONDS)).isTrue();
      }

      postgres.stop();
      CompletableFuture<Boolean> waits = note(first, "a-3");
      for (int i = 0; i < 3_000 && first.counters().isHealthy() == 1; i++) {
        Thread.sleep(10);
      }
      assertThat(first.counters().isHealthy()).isZero();
      postgres.begin();
      waits.get(60, TimeUnit.SECONDS);
      for (int i = 0; i < 10 && !note(first, "a-4").get(60, TimeUnit.SECONDS); i++) {
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

  @Test
  void chainsOfWritersThatAreGoneAreRemovedOnceTheyWereKeptLongEnough() throws Exception {
    Duration keep = Duration.ofDays(90);
    RecordEntry old = Entries.pull("d-1");
    Instant late = Entries.NOON.plus(Duration.ofDays(80));
    try (PostgresServer postgres = PostgresServer.start(temp);
        RecordStore self = RecordStore.open(postgres.place())) {
      self.append(List.of(old.repeated(late, late, 1, 1)));
      String gone;
      try (RecordStore other = RecordStore.open(postgres.place())) {
        gone = other.writer();
        other.append(List.of(old, Entries.pull("d-2"), old.repeated(late, late, 1, 1)));

        assertThat(self.prune(Entries.NOON.plus(Duration.ofDays(91)), keep))
            .as("it is not gone")
            .isZero();
      }

      assertThat(self.prune(Entries.NOON.plus(Duration.ofDays(91)), keep)).isEqualTo(2);
      assertThat(self.prune(Entries.NOON.plus(Duration.ofDays(91)), keep)).isZero();
      assertThat(chain(postgres, gone))
          .extracting(stored -> stored.entry().kind())
          .containsExactly(RecordEntry.Kind.PULL, RecordEntry.Kind.CUT);
      assertThat(check(postgres).problems()).isEmpty();

      assertThat(self.prune(late.plus(keep).plusSeconds(1), keep)).isEqualTo(2);
      assertThat(chain(postgres, gone)).isEmpty();
      assertThat(chain(postgres, self.writer()).getLast().entry())
          .satisfies(
              cut -> {
                assertThat(cut.kind()).isEqualTo(RecordEntry.Kind.CUT);
                assertThat(cut.basis()).isEqualTo(gone);
                assertThat(cut.id()).isEqualTo("4");
                assertThat(cut.reason()).contains(gone, "is gone");
              });
      assertThat(self.prune(late.plus(keep).plusSeconds(1), keep)).as("its own").isEqualTo(1);
      ChainCheck check = check(postgres);
      assertThat(check.problems()).isEmpty();
      assertThat(check.ends()).containsOnlyKeys(self.writer());

      try (RecordStore back = RecordStore.open(postgres.place())) {
        assertThat(back.writer()).isEqualTo(gone);
        back.append(List.of(old));
      }
      assertThat(check(postgres).problems()).as("a name that comes back begins anew").isEmpty();
    }
  }

  private static ChainCheck check(PostgresServer postgres) throws Exception {
    try (RecordArchive archive = RecordArchive.open(postgres.place())) {
      return archive.check();
    }
  }

  private static List<StoredEntry> chain(PostgresServer postgres, String writer) throws Exception {
    try (RecordArchive archive = RecordArchive.open(postgres.place())) {
      return archive.list(RecordQuery.all()).stream()
          .filter(stored -> stored.writer().equals(writer))
          .sorted(Comparator.comparingLong(StoredEntry::seq))
          .toList();
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
