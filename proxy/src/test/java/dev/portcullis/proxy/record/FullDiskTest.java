package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that really is full; skipped where none can be mounted. */
class FullDiskTest {
  private final Path disk;

  FullDiskTest(@TempDir Path temp) {
    disk = temp;
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  @Test
  void pullsAreHeldBackOnAFullDiskWhereTheyShallBlock() throws Exception {
    long kept = fill(RecordConfig.OnTrouble.BLOCK);

    try (RecordArchive archive = RecordArchive.open(place())) {
      ChainCheck check = archive.check();
      assertThat(check.problems()).isEmpty();
      assertThat(check.entries()).isEqualTo(kept);
      assertThat(check.unrecorded()).isZero();
    }
  }

  @Test
  void pullsGoOnAndAreCountedOnAFullDiskWhereTheyShallBeDropped() throws Exception {
    assertThat(fill(RecordConfig.OnTrouble.DROP_AND_COUNT)).isEqualTo(2_000);
  }

  /** The number of pulls that were allowed to be answered. */
  private long fill(RecordConfig.OnTrouble onTrouble) throws Exception {
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "no file system can be mounted here");
    RecordConfig config = new RecordConfig(place(), onTrouble, Optional.empty());
    long answered = 0;
    try (DecisionRecord record =
        DecisionRecord.start(Optional.of(config), line -> {}, InstantSource.system())) {
      for (int i = 0; i < 2_000; i++) {
        String id = "d-" + i;
        RecordEntry entry = Entries.pull(id, "refuse", "x".repeat(2_000), java.util.List.of());
        if (record.note(Entries.key(id), 1_000, () -> entry).get(30, TimeUnit.SECONDS)) {
          answered++;
        } else {
          assertThat(record.counters().isHealthy()).isZero();
          break;
        }
      }
      if (onTrouble == RecordConfig.OnTrouble.DROP_AND_COUNT) {
        assertThat(record.counters().dropped()).isPositive();
        assertThat(record.counters().recorded() + record.counters().dropped()).isEqualTo(answered);
      }
    }
    return answered;
  }

  private RecordConfig.File place() {
    return new RecordConfig.File(disk.resolve("record.db"));
  }

  private static boolean run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
