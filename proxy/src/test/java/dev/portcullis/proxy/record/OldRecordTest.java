package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record from before entries had findings. */
class OldRecordTest {
  private final Path file;

  OldRecordTest(@TempDir Path temp) {
    file = temp.resolve("record.db");
  }

  @Test
  void isReadAsItIsAndGoneOnWithInTheSameChain() throws Exception {
    keep("d-1", "");
    change("ALTER TABLE entry DROP COLUMN findings");
    change("DELETE FROM record_schema WHERE version = '2'");

    try (RecordArchive archive = RecordArchive.open(new RecordConfig.File(file))) {
      assertThat(archive.list(RecordQuery.all()))
          .singleElement()
          .satisfies(stored -> assertThat(stored.entry().findings()).isEmpty());
      assertThat(archive.check().problems()).isEmpty();
    }

    keep("d-2", "{\"form\":1}");
    try (RecordArchive archive = RecordArchive.open(new RecordConfig.File(file))) {
      assertThat(archive.check().problems()).isEmpty();
      assertThat(archive.list(RecordQuery.all()).stream().map(stored -> stored.entry().findings()))
          .containsExactlyInAnyOrder("", "{\"form\":1}");
    }
  }

  @Test
  void findingsThatSomebodyChangedBreakTheChain() throws Exception {
    keep("d-1", "{\"form\":1}");
    change("UPDATE entry SET findings = '{\"form\":1,\"facts\":[]}'");

    try (RecordArchive archive = RecordArchive.open(new RecordConfig.File(file))) {
      assertThat(archive.check().problems()).isNotEmpty();
    }
  }

  private void keep(String id, String findings) throws Exception {
    RecordEntry like = Entries.pull(id);
    RecordEntry entry = findings.isEmpty() ? like.repeated(Entries.NOON, Entries.NOON, 1, 1) : like;
    RecordConfig config =
        new RecordConfig(
            new RecordConfig.File(file), RecordConfig.OnTrouble.BLOCK, Optional.empty());
    try (DecisionRecord record =
        DecisionRecord.start(Optional.of(config), _ -> {}, InstantSource.fixed(Entries.NOON))) {
      assertThat(record.note(Entries.key(id), 1, () -> entry).get(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(List.of(entry.findings())).containsExactly(findings);
  }

  private void change(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
