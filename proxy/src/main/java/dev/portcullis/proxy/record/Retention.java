package dev.portcullis.proxy.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Removes what was kept long enough, and writes down that it did: a beginning at the end of the
 * same chain, a whole chain whose writer is gone at the end of the chain of whoever removes it. Its
 * methods block, and commit what they did.
 */
final class Retention {
  private final Connection open;
  private final Instant now;
  private final Duration keep;
  private final long cutoff;
  private long removed;

  Retention(Connection open, Instant now, Duration keep) {
    this.open = open;
    this.now = now;
    this.keep = keep;
    this.cutoff = now.minus(keep).toEpochMilli();
  }

  /** How many entries were removed so far. */
  long removed() {
    return removed;
  }

  /**
   * Removes the beginning of a chain; its newest entry always stays.
   *
   * @param chain where it ends
   * @return where it ends now
   */
  Chain cutBeginning(String writer, Chain chain) throws SQLException {
    return cutTo(writer, chain, lastExpired(writer, chain));
  }

  private Chain cutTo(String writer, Chain chain, Optional<Chain> last) throws SQLException {
    if (last.isEmpty()) {
      open.rollback();
      return chain;
    }
    delete(writer, last.get().seq());
    Chain next =
        append(
            writer,
            chain,
            cut(
                last.get(),
                "",
                "entries up to " + last.get().seq() + " were kept for " + keep + " and removed"));
    open.commit();
    return next;
  }

  /**
   * Does the same for the chain of another writer, which must be gone and kept from coming back
   * meanwhile, and removes that chain altogether once all that it records has been kept long
   * enough.
   *
   * @param self who says so in the latter case
   * @param chain where the chain of {@code self} ends
   * @return where that one ends now
   */
  Chain cutGone(String gone, String self, Chain chain) throws SQLException {
    Chain end = end(open, gone);
    if (newest(gone) >= cutoff) {
      Optional<Chain> last = lastExpired(gone, end);
      if (last.isPresent() && recordsSomething(gone, last.get().seq())) {
        cutTo(gone, end, last);
      } else {
        open.rollback();
      }
      return chain;
    }
    delete(gone, end.seq());
    Chain next =
        append(
            self,
            chain,
            cut(
                end,
                gone,
                "chain "
                    + gone
                    + ", whose writer is gone, was kept for "
                    + keep
                    + " after its last entry and removed"));
    open.commit();
    return next;
  }

  /** Where the chain of {@code writer} ends. */
  static Chain end(Connection open, String writer) throws SQLException {
    try (PreparedStatement select =
        open.prepareStatement(
            "SELECT seq, hash FROM entry WHERE writer = ? ORDER BY seq DESC LIMIT 1")) {
      select.setString(1, writer);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Chain(row.getLong(1), row.getString(2)) : Chain.empty();
      }
    }
  }

  /** The name after {@code name} among those of all writers; reads the index only. */
  static Optional<String> writerAfter(Connection open, String name) throws SQLException {
    try (PreparedStatement select =
        open.prepareStatement("SELECT MIN(writer) FROM entry WHERE writer > ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** The last entry of the beginning that is older than the cutoff, if there is one. */
  private Optional<Chain> lastExpired(String writer, Chain chain) throws SQLException {
    try (PreparedStatement select =
        open.prepareStatement(
            "SELECT seq, hash FROM entry WHERE writer = ? AND seq < ? AND seq <"
                + " (SELECT COALESCE(MIN(seq), 9223372036854775807) FROM entry"
                + " WHERE writer = ? AND last_ms >= ?)"
                + " ORDER BY seq DESC LIMIT 1")) {
      select.setString(1, writer);
      select.setLong(2, chain.seq());
      select.setString(3, writer);
      select.setLong(4, cutoff);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Chain(row.getLong(1), row.getString(2)))
            : Optional.empty();
      }
    }
  }

  /** When the newest entry was made that says more than what was removed; 0 if there is none. */
  private long newest(String writer) throws SQLException {
    try (PreparedStatement select =
        open.prepareStatement(
            "SELECT last_ms FROM entry WHERE writer = ? AND kind <> 'cut'"
                + " ORDER BY seq DESC LIMIT 1")) {
      select.setString(1, writer);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private boolean recordsSomething(String writer, long last) throws SQLException {
    try (PreparedStatement select =
        open.prepareStatement(
            "SELECT 1 FROM entry WHERE writer = ? AND seq <= ? AND kind <> 'cut' LIMIT 1")) {
      select.setString(1, writer);
      select.setLong(2, last);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private void delete(String writer, long last) throws SQLException {
    try (PreparedStatement delete =
        open.prepareStatement("DELETE FROM entry WHERE writer = ? AND seq <= ?")) {
      delete.setString(1, writer);
      delete.setLong(2, last);
      removed += delete.executeUpdate();
    }
  }

  private RecordEntry cut(Chain last, String chain, String why) {
    return new RecordEntry(
        RecordEntry.Kind.CUT,
        now,
        now,
        Long.toString(last.seq()),
        "",
        "",
        "",
        "",
        "",
        "",
        last.hash(),
        "",
        chain,
        why,
        "",
        "",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        0);
  }

  private Chain append(String writer, Chain chain, RecordEntry entry) throws SQLException {
    Chain next = chain.plus(entry);
    try (PreparedStatement insert = open.prepareStatement(Rows.INSERT)) {
      Rows.bind(insert, new StoredEntry(writer, next.seq(), entry, chain.hash(), next.hash()));
      insert.executeUpdate();
    }
    return next;
  }
}
