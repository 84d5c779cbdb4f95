package dev.portcullis.proxy.record;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Entries as rows of the table. */
final class Rows {
  static final String COLUMNS =
      "writer, seq, kind, first_ms, last_ms, decision_id, image, tag, digest, platform, client,"
          + " rule, revision, decision, basis, reason, trace, findings, signers, signing_keys,"
          + " evidence, log_entries, micros, pulls, prev, hash";
  static final String INSERT =
      "INSERT INTO entry (" + COLUMNS + ") VALUES (?" + ", ?".repeat(25) + ")";

  private Rows() {}

  /**
   * {@code sql} for a table that has no findings yet, since no proxy of this version wrote to it.
   */
  static String withoutFindings(String sql) {
    return sql.replace(" findings,", " '' AS findings,");
  }

  static void bind(PreparedStatement insert, StoredEntry stored) throws SQLException {
    RecordEntry entry = stored.entry();
    insert.setString(1, stored.writer());
    insert.setLong(2, stored.seq());
    insert.setString(3, entry.kind().word());
    insert.setLong(4, entry.first().toEpochMilli());
    insert.setLong(5, entry.last().toEpochMilli());
    insert.setString(6, entry.id());
    insert.setString(7, entry.image());
    insert.setString(8, entry.tag());
    insert.setString(9, entry.digest());
    insert.setString(10, entry.platform());
    insert.setString(11, entry.client());
    insert.setString(12, entry.rule());
    insert.setString(13, entry.revision());
    insert.setString(14, entry.decision());
    insert.setString(15, entry.basis());
    insert.setString(16, entry.reason());
    insert.setString(17, entry.trace());
    insert.setString(18, entry.findings());
    insert.setString(19, join(entry.signers()));
    insert.setString(20, join(entry.keys()));
    insert.setString(21, join(entry.evidence()));
    insert.setString(22, join(entry.logEntries()));
    insert.setLong(23, entry.micros());
    insert.setLong(24, entry.pulls());
    insert.setString(25, stored.prev());
    insert.setString(26, stored.hash());
  }

  static StoredEntry read(ResultSet row) throws SQLException {
    RecordEntry entry =
        new RecordEntry(
            kind(row.getString(3)),
            Instant.ofEpochMilli(row.getLong(4)),
            Instant.ofEpochMilli(row.getLong(5)),
            row.getString(6),
            row.getString(7),
            row.getString(8),
            row.getString(9),
            row.getString(10),
            row.getString(11),
            row.getString(12),
            row.getString(13),
            row.getString(14),
            row.getString(15),
            row.getString(16),
            row.getString(17),
            row.getString(18),
            split(row.getString(19)),
            split(row.getString(20)),
            split(row.getString(21)),
            split(row.getString(22)),
            row.getLong(23),
            row.getLong(24));
    return new StoredEntry(
        row.getString(1), row.getLong(2), entry, row.getString(25), row.getString(26));
  }

  private static RecordEntry.Kind kind(String word) {
    for (RecordEntry.Kind kind : RecordEntry.Kind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    return RecordEntry.Kind.UNKNOWN;
  }

  private static String join(List<String> texts) {
    return texts.isEmpty() ? "" : "\n" + String.join("\n", texts) + "\n";
  }

  private static List<String> split(String joined) {
    return joined.length() < 2
        ? List.of()
        : List.of(joined.substring(1, joined.length() - 1).split("\n", -1));
  }
}
