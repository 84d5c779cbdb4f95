package dev.portcullis.proxy.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The record for whoever reads it. Not thread-safe; its methods block. */
public final class RecordArchive implements AutoCloseable {
  private static final int FETCH = 1_000;

  private final Connection connection;
  private final String name;

  private final boolean hasFindings;

  private RecordArchive(Connection connection, String name) throws SQLException {
    this.connection = connection;
    this.name = name;
    this.hasFindings = hasFindings(connection);
  }

  private static boolean hasFindings(Connection connection) throws SQLException {
    try (ResultSet column = connection.getMetaData().getColumns(null, null, "entry", "findings")) {
      return column.next();
    }
  }

  /**
   * Opens the place of a record to read it.
   *
   * @throws IOException if there is none; the message is fit for a person
   */
  public static RecordArchive open(RecordConfig.Place place) throws IOException {
    try {
      return new RecordArchive(Connections.openToRead(place), place.name());
    } catch (IOException | SQLException e) {
      throw new IOException(
          "the record " + place.name() + " cannot be read: " + RecordStore.reason(e), e);
    }
  }

  /**
   * Gives {@code reader} what is asked for, one by one: oldest first, with a limit newest first.
   *
   * @throws IOException if it cannot be read; the message is fit for a person
   */
  public void read(RecordQuery query, Consumer<StoredEntry> reader) throws IOException {
    select(query.sql(), query.arguments(), reader);
  }

  /** All that is asked for, newest first. */
  public List<StoredEntry> list(RecordQuery query) throws IOException {
    List<StoredEntry> found = new ArrayList<>();
    read(query, found::add);
    return found;
  }

  /**
   * Checks every chain.
   *
   * @throws IOException if it cannot be read
   */
  public ChainCheck check() throws IOException {
    ChainCheck check = new ChainCheck(this::find);
    select("SELECT " + Rows.COLUMNS + " FROM entry ORDER BY writer, seq", List.of(), check::accept);
    try {
      check.end();
    } catch (UncheckedIOException e) {
      throw new IOException("the record " + name + " cannot be read: " + e.getMessage(), e);
    }
    return check;
  }

  /** Whether the entry that was noted is still the same. */
  public boolean holds(ChainEnd noted) throws IOException {
    List<StoredEntry> found = new ArrayList<>();
    select(
        "SELECT " + Rows.COLUMNS + " FROM entry WHERE writer = ? AND seq = ? AND hash = ?",
        List.of(noted.writer(), noted.seq(), noted.hash()),
        found::add);
    return !found.isEmpty();
  }

  private Optional<Long> find(String writer, String hash) {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT seq FROM entry WHERE writer = ? AND hash = ?")) {
      select.setString(1, writer);
      select.setString(2, hash);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException(RecordStore.reason(e), e));
    }
  }

  private void select(String sql, List<Object> arguments, Consumer<StoredEntry> reader)
      throws IOException {
    try (PreparedStatement select =
        connection.prepareStatement(hasFindings ? sql : Rows.withoutFindings(sql))) {
      select.setFetchSize(FETCH);
      for (int i = 0; i < arguments.size(); i++) {
        select.setObject(i + 1, arguments.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          reader.accept(Rows.read(rows));
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      throw new IOException("the record " + name + " cannot be read: " + RecordStore.reason(e), e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("the record " + name + " was not closed cleanly", e);
    }
  }
}
