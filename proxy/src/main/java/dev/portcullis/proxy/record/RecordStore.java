package dev.portcullis.proxy.record;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer's chain in the place of the record. Its methods block and belong to one thread. After
 * a failure the next call connects anew, and finds out whether what failed was kept after all.
 */
final class RecordStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);
  private static final int MOST_WRITERS = 64;

  private final RecordConfig.Place place;
  private final Optional<FileChannel> lock;
  private final String host;
  private Optional<Connection> connection = Optional.empty();
  private String writer = "";
  private Chain chain = Chain.empty();
  private Chain attempted = Chain.empty();

  private RecordStore(RecordConfig.Place place, Optional<FileChannel> lock) {
    this.place = place;
    this.lock = lock;
    this.host = place instanceof RecordConfig.File ? "local" : hostName();
  }

  /**
   * Opens the place, brings its schema up to date and takes up this proxy's chain.
   *
   * @throws IOException if it cannot be used; the message is fit for a person
   */
  static RecordStore open(RecordConfig.Place place) throws IOException {
    Optional<FileChannel> lock = Optional.empty();
    try {
      Connections.migrate(place);
      if (place instanceof RecordConfig.File(Path path)) {
        lock = Optional.of(lock(path));
      }
      RecordStore store = new RecordStore(place, lock);
      store.connected();
      return store;
    } catch (IOException | SQLException e) {
      if (lock.isPresent()) {
        lock.get().close();
      }
      throw new IOException("the record " + place.name() + " cannot be used: " + reason(e), e);
    }
  }

  /** The first line of what a failure says. */
  static String reason(Throwable problem) {
    if (problem instanceof BatchUpdateException batch && batch.getNextException() != null) {
      return reason(batch.getNextException()); // its own message is the whole statement
    }
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
  }

  private static FileChannel lock(Path file) throws IOException {
    Path path = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException e) {
      throw new IOException("another proxy of this process writes to it", e);
    } finally {
      if (held == null) {
        channel.close();
      }
    }
    if (held == null) {
      throw new IOException("another proxy writes to it; each needs its own file, or a database");
    }
    return channel;
  }

  /** Whose chain this is. */
  String writer() {
    return writer;
  }

  /** The chain as it was last kept. */
  Chain chain() {
    return chain;
  }

  /** Keeps {@code entries} in one transaction, durably when this returns. */
  void append(List<RecordEntry> entries) throws IOException, SQLException {
    Connection open = connected();
    List<StoredEntry> stored = new ArrayList<>(entries.size());
    Chain next = chain;
    for (RecordEntry entry : entries) {
      Chain before = next;
      next = before.plus(entry);
      stored.add(new StoredEntry(writer, next.seq(), entry, before.hash(), next.hash()));
    }
    attempted = next;
    try (PreparedStatement insert = open.prepareStatement(Rows.INSERT)) {
      for (StoredEntry one : stored) {
        Rows.bind(insert, one);
        insert.addBatch();
      }
      insert.executeBatch();
      open.commit();
      chain = next;
    } catch (SQLException e) {
      disconnect();
      throw e;
    }
  }

  /** Whether what {@link #append} failed on last was kept after all, the answer having got lost. */
  boolean wasKeptAfterAll() throws IOException, SQLException {
    connected();
    return chain.equals(attempted);
  }

  /**
   * Removes what is older than {@code keep}: from this chain, and in a database that a fleet shares
   * from the chains of writers that are gone. Each removal is an entry of a chain.
   *
   * @return how many entries were removed
   */
  long prune(Instant now, Duration keep) throws IOException, SQLException {
    Connection open = connected();
    try {
      Retention retention = new Retention(open, now, keep);
      chain = retention.cutBeginning(writer, chain);
      if (place instanceof RecordConfig.Database) {
        pruneGone(open, retention);
      }
      return retention.removed();
    } catch (SQLException e) {
      disconnect();
      throw e;
    }
  }

  /** A writer is gone if nobody holds its name; it cannot come back while its name is held here. */
  private void pruneGone(Connection open, Retention retention) throws SQLException {
    Optional<String> other = Retention.writerAfter(open, "");
    while (other.isPresent()) {
      if (!other.get().equals(writer) && hold(open, other.get())) {
        chain = retention.cutGone(other.get(), writer, chain);
        release(open, other.get());
      }
      other = Retention.writerAfter(open, other.get());
    }
    open.commit();
  }

  private Connection connected() throws IOException, SQLException {
    if (connection.isPresent()) {
      return connection.get();
    }
    Connection opened = Connections.open(place);
    try {
      writer = place instanceof RecordConfig.File ? "local" : claim(opened);
      chain = Retention.end(opened, writer);
      opened.commit();
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
    connection = Optional.of(opened);
    return opened;
  }

  /** The first name after this host's that no other proxy holds; held until the connection ends. */
  private String claim(Connection open) throws SQLException {
    for (int i = 1; i <= MOST_WRITERS; i++) {
      String name = i == 1 ? host : host + "-" + i;
      if ((writer.isEmpty() || writer.equals(name)) && hold(open, name)) {
        return name;
      }
    }
    throw new SQLException("all names for the chain of " + host + " are held by other proxies");
  }

  private static boolean hold(Connection open, String name) throws SQLException {
    return isDone(open, "SELECT pg_try_advisory_lock(7236, hashtext(?))", name);
  }

  private static void release(Connection open, String name) throws SQLException {
    if (!isDone(open, "SELECT pg_advisory_unlock(7236, hashtext(?))", name)) {
      throw new SQLException("the name " + name + " was not held");
    }
  }

  private static boolean isDone(Connection open, String call, String name) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(call)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private void disconnect() {
    if (connection.isPresent()) {
      try {
        connection.get().close();
      } catch (SQLException e) {
        LOG.debug("the connection to the record was broken already", e);
      }
    }
    connection = Optional.empty();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unnamed";
    }
  }

  @Override
  public void close() throws IOException {
    disconnect();
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
