package dev.portcullis.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to falsify a record, and how it is told. */
class ChainCheckTest {
  private final RecordConfig.File place;

  ChainCheckTest(@TempDir Path temp) {
    place = new RecordConfig.File(temp.resolve("record.db"));
  }

  @BeforeEach
  void write() throws Exception {
    try (RecordStore store = RecordStore.open(place)) {
      store.append(IntStream.rangeClosed(1, 5).mapToObj(i -> Entries.pull("d-" + i)).toList());
      store.append(IntStream.rangeClosed(6, 9).mapToObj(i -> Entries.pull("d-" + i)).toList());
    }
  }

  @Test
  void untouchedRecordHasNoProblem() throws Exception {
    assertThat(problems()).isEmpty();
  }

  @Test
  void everyColumnIsCoveredByTheChain() throws Exception {
    for (String column :
        List.of(
            "decision_id",
            "image",
            "tag",
            "digest",
            "platform",
            "client",
            "rule",
            "revision",
            "decision",
            "basis",
            "reason",
            "trace")) {
      change("UPDATE entry SET " + column + " = " + column + " || 'x' WHERE seq = 4");
      assertThat(problems())
          .as(column)
          .singleElement()
          .asString()
          .contains("entry 4", "was changed");
      change(
          "UPDATE entry SET "
              + column
              + " = substr("
              + column
              + ", 1, length("
              + column
              + ") - 1)"
              + " WHERE seq = 4");
      assertThat(problems()).as(column).isEmpty();
    }
    for (String column : List.of("first_ms", "last_ms", "micros", "pulls")) {
      change("UPDATE entry SET " + column + " = " + column + " + 1 WHERE seq = 4");
      assertThat(problems()).as(column).hasSize(1);
      change("UPDATE entry SET " + column + " = " + column + " - 1 WHERE seq = 4");
    }
    change("UPDATE entry SET kind = 'PULL' WHERE seq = 4");
    assertThat(problems()).hasSize(1);
    change("UPDATE entry SET kind = 'pull' WHERE seq = 4");
    for (String column : List.of("signers", "signing_keys", "evidence", "log_entries")) {
      change("UPDATE entry SET " + column + " = char(10) || 'mallory' || char(10) WHERE seq = 4");
      assertThat(problems()).as(column).isNotEmpty();
    }
  }

  @Test
  void entryThatWasHashedAnewDoesNotFit() throws Exception {
    RecordEntry forged = Entries.pull("d-4", "admit", "all is well", List.of("release"));
    String prev = column("prev", 4);
    change(
        "UPDATE entry SET decision = 'admit', basis = 'verified', reason = 'all is well', signers ="
            + " char(10) || 'release' || char(10), signing_keys = char(10) || 'f00d' || char(10),"
            + " hash = '"
            + Chain.hash(prev, forged)
            + "' WHERE seq = 4");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("entry 5", "does not follow entry 4", "or entry 4 was replaced");
  }

  @Test
  void missingEntriesAreNamed() throws Exception {
    change("DELETE FROM entry WHERE seq IN (3, 6, 7)");
    assertThat(problems())
        .containsExactly(
            "entry 3 is missing from chain local", "entries 6 to 7 are missing from chain local");
  }

  @Test
  void missingEntriesShowAlsoWhenTheRestIsRenumbered() throws Exception {
    change("DELETE FROM entry WHERE seq = 3");
    change("UPDATE entry SET seq = seq - 1 WHERE seq > 3");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("entry 3", "does not follow entry 2", "an entry between them is missing");
  }

  @Test
  void missingBeginningIsNamedUnlessItWasKeptLongEnough() throws Exception {
    change("DELETE FROM entry WHERE seq <= 2");
    assertThat(problems()).singleElement().asString().startsWith("entries 1 to 2 are missing");
  }

  @Test
  void movedEntriesAreNamedWithTheirPlace() throws Exception {
    change("UPDATE entry SET seq = 100 WHERE seq = 3");
    change("UPDATE entry SET seq = 3 WHERE seq = 7");
    change("UPDATE entry SET seq = 7 WHERE seq = 100");
    assertThat(problems())
        .anySatisfy(
            problem ->
                assertThat(problem).contains("entry 3", "was moved: it belongs after entry 6"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains("entry 7", "was moved: it belongs after entry 2"));
  }

  @Test
  void endOfTheChainChangesWithEachEntry() throws Exception {
    try (RecordArchive archive = RecordArchive.open(place)) {
      ChainCheck check = archive.check();
      assertThat(check.entries()).isEqualTo(9);
      assertThat(check.ends().get("local")).isEqualTo(new Chain(9, column("hash", 9)));
    }
  }

  private List<String> problems() throws Exception {
    try (RecordArchive archive = RecordArchive.open(place)) {
      return archive.check().problems();
    }
  }

  private void change(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + place.path());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private String column(String name, int seq) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + place.path());
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT " + name + " FROM entry WHERE seq = " + seq)) {
      row.next();
      return row.getString(1);
    }
  }
}
