package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionRecordTest {
  private final Path file;
  private final List<RecordEntry> lines = new CopyOnWriteArrayList<>();

  DecisionRecordTest(@TempDir Path temp) {
    file = temp.resolve("var/record.db");
  }

  @Test
  void decisionIsOnDiskBeforeItMayBeAnswered() throws Exception {
    try (DecisionRecord record = open(RecordConfig.OnTrouble.BLOCK)) {
      assertThat(note(record, "d-1").get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(kept()).hasSize(1);
      await(() -> !lines.isEmpty(), "the line, which is handed over after the answer");
      assertThat(kept().getFirst().entry()).isEqualTo(lines.getFirst());
      assertThat(kept().getFirst().entry().reason()).isEqualTo("no \"release\" signature");
      assertThat(kept().getFirst().entry().evidence()).containsExactly("sha256:aa", "sha256:bb");
    }
  }

  @Test
  void repetitionsDoNotWaitAndAreAllCountedInFewEntries() throws Exception {
    DecisionRecord record = open(RecordConfig.OnTrouble.BLOCK);
    note(record, "d-1").get(60, TimeUnit.SECONDS);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 50_000; n++) {
                      assertThat(note(record, "d-1")).isCompletedWithValue(true);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    record.close();

    List<StoredEntry> kept = kept();
    assertThat(kept.stream().mapToLong(stored -> stored.entry().pulls()).sum()).isEqualTo(200_001);
    assertThat(kept).hasSizeLessThan(200);
    assertThat(record.counters().recorded()).isEqualTo(200_001);
    assertThat(record.counters().pulls()).isEqualTo(200_001);
    assertThat(record.counters().dropped()).isZero();
    assertThat(check().problems()).isEmpty();
  }

  @Test
  void lockedStoreHoldsBackAnswersAndLosesNothingWhereItShallBlock() throws Exception {
    try (DecisionRecord record = open(RecordConfig.OnTrouble.BLOCK)) {
      note(record, "d-1").get(60, TimeUnit.SECONDS);
      CompletableFuture<Boolean> second;
      CompletableFuture<Boolean> repeated;
      try (Connection lock = lock()) {
        assertThat(lock.isClosed()).isFalse();
        second = note(record, "d-2");
        awaitTrouble(record);
        repeated = note(record, "d-1");
        assertThat(second).isNotDone();
        assertThat(repeated).as("also of what is known").isNotDone();
      }
      assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(repeated.get(60, TimeUnit.SECONDS)).isTrue();
      awaitHealth(record);
    }
    assertThat(kept())
        .extracting(stored -> stored.entry().id())
        .containsExactly("d-1", "d-2", "d-1");
    assertThat(check().problems()).isEmpty();
  }

  @Test
  void whatIsNotRecordedInTimeMustNotBeAnsweredWhereItShallBlock() throws Exception {
    try (DecisionRecord record = open(RecordConfig.OnTrouble.BLOCK, Duration.ofMillis(300))) {
      try (Connection lock = lock()) {
        assertThat(lock.isClosed()).isFalse();
        assertThat(note(record, "d-1").get(60, TimeUnit.SECONDS)).isFalse();
        assertThat(record.counters().notAnswered()).isEqualTo(1);
      }
    }
    assertThat(kept()).as("at most what was being written just then").hasSizeLessThan(2);
  }

  @Test
  void lockedStoreLetsPullsGoOnAndTheRecordSaysHowManyAreMissingWhereItShallDrop()
      throws Exception {
    try (DecisionRecord record = open(RecordConfig.OnTrouble.DROP_AND_COUNT)) {
      try (Connection lock = lock()) {
        assertThat(lock.isClosed()).isFalse();
        assertThat(note(record, "d-1").get(60, TimeUnit.SECONDS)).isTrue();
        awaitTrouble(record);
        for (int i = 0; i < 100; i++) {
          assertThat(note(record, "d-" + i)).isCompletedWithValue(true);
        }
        await(() -> record.counters().dropped() == 101, "101 dropped pulls");
      }
      awaitHealth(record);
      note(record, "d-9").get(60, TimeUnit.SECONDS);
    }
    assertThat(kept())
        .extracting(stored -> stored.entry().kind())
        .containsExactly(RecordEntry.Kind.GAP, RecordEntry.Kind.PULL);
    assertThat(kept().getFirst().entry().pulls()).isEqualTo(101);
    assertThat(check().unrecorded()).isEqualTo(101);
  }

  @Test
  void chainGoesOnAfterARestart() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (DecisionRecord record = open(RecordConfig.OnTrouble.BLOCK)) {
        note(record, "d-" + i).get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(kept()).extracting(StoredEntry::seq).containsExactly(1L, 2L, 3L);
    assertThat(check().problems()).isEmpty();
  }

  @Test
  void oldEntriesAreRemovedAndTheChainSaysSo() throws Exception {
    try (DecisionRecord record = open(RecordConfig.OnTrouble.BLOCK)) {
      note(record, "d-1").get(60, TimeUnit.SECONDS);
      note(record, "d-2").get(60, TimeUnit.SECONDS);
    }
    RecordConfig config =
        new RecordConfig(
            new RecordConfig.File(file),
            RecordConfig.OnTrouble.BLOCK,
            Optional.of(Duration.ofDays(90)));
    InstantSource later = InstantSource.fixed(Entries.NOON.plus(Duration.ofDays(91)));
    try (DecisionRecord record = DecisionRecord.start(Optional.of(config), lines::add, later)) {
      note(record, "d-3").get(60, TimeUnit.SECONDS);
    }
    assertThat(kept().getFirst().seq()).isGreaterThan(1);
    assertThat(kept()).extracting(stored -> stored.entry().kind()).contains(RecordEntry.Kind.CUT);
    assertThat(check().problems()).isEmpty();
  }

  @Test
  void twoProxiesDoNotWriteToOneFile() throws Exception {
    try (DecisionRecord record = open(RecordConfig.OnTrouble.BLOCK)) {
      assertThat(record.counters().isHealthy()).isEqualTo(1);
      assertThatThrownBy(() -> open(RecordConfig.OnTrouble.BLOCK))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("writes to it");
    }
  }

  @Test
  void nothingIsKeptWithoutAPlaceAndLinesStillCountEveryPull() throws Exception {
    try (DecisionRecord record =
        DecisionRecord.start(Optional.empty(), lines::add, InstantSource.system())) {
      for (int i = 0; i < 5_000; i++) {
        assertThat(note(record, "d-1")).isCompletedWithValue(true);
      }
    }
    assertThat(lines.stream().mapToLong(RecordEntry::pulls).sum()).isEqualTo(5_000);
    assertThat(lines).hasSizeLessThan(20);
  }

  private DecisionRecord open(RecordConfig.OnTrouble onTrouble) throws IOException {
    return open(onTrouble, Duration.ofMinutes(2));
  }

  private DecisionRecord open(RecordConfig.OnTrouble onTrouble, Duration patience)
      throws IOException {
    RecordConfig config =
        new RecordConfig(new RecordConfig.File(file), onTrouble, Optional.empty());
    return DecisionRecord.start(Optional.of(config), lines::add, InstantSource.system(), patience);
  }

  private static CompletableFuture<Boolean> note(DecisionRecord record, String id) {
    return record.note(Entries.key(id), 1_000, () -> Entries.pull(id));
  }

  /** Somebody else's transaction, during which nobody can write. */
  private Connection lock() throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=5000");
      statement.execute("BEGIN IMMEDIATE");
    }
    return connection;
  }

  private static void awaitTrouble(DecisionRecord record) throws InterruptedException {
    await(() -> record.counters().isHealthy() == 0, "trouble");
  }

  private static void awaitHealth(DecisionRecord record) throws InterruptedException {
    await(() -> record.counters().isHealthy() == 1, "health");
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() < end).as("waited in vain for " + what).isTrue();
      Thread.sleep(10);
    }
  }

  private List<StoredEntry> kept() throws IOException {
    try (RecordArchive archive = RecordArchive.open(new RecordConfig.File(file))) {
      return archive.list(RecordQuery.all()).stream()
          .sorted(Comparator.comparingLong(StoredEntry::seq))
          .toList();
    }
  }

  private ChainCheck check() throws IOException {
    try (RecordArchive archive = RecordArchive.open(new RecordConfig.File(file))) {
      return archive.check();
    }
  }
}
