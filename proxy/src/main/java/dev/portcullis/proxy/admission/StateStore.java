package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verdicts and edges on disk, so that a pull that spans a restart goes on: one SQLite file, written
 * behind by a thread of its own, read on virtual threads. What cannot be written in time is dropped
 * and counted: the store only saves the work of deciding again. What was to be forgotten is not: it
 * is hidden until it is written.
 */
final class StateStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
  private static final int QUEUE = 65_536;
  private static final int BATCH = 2_048;
  private static final Duration KEPT = Duration.ofDays(7);

  /** Grows with the layout: a store of another layout is emptied, since it only saves work. */
  private static final int LAYOUT = 5;

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS edge (
        repository TEXT NOT NULL, child TEXT NOT NULL, parent TEXT NOT NULL,
        manifest INTEGER NOT NULL, seen INTEGER NOT NULL,
        PRIMARY KEY (repository, child, parent)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS verdict (
        repository TEXT NOT NULL, digest TEXT NOT NULL, revision TEXT NOT NULL,
        standing TEXT NOT NULL, id TEXT NOT NULL, rule TEXT NOT NULL, expires INTEGER NOT NULL,
        chain TEXT NOT NULL, signers TEXT NOT NULL, keys TEXT NOT NULL, entries TEXT NOT NULL,
        cells TEXT NOT NULL, seen INTEGER NOT NULL, lasts INTEGER NOT NULL,
        PRIMARY KEY (repository, digest)) WITHOUT ROWID;
      """;

  private final Connection reader;
  private final Connection writer;
  private final BlockingQueue<Write> queue;
  private final Forgetting forgetting;
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  /** A row that waits to be written. */
  private sealed interface Write {
    record EdgeRow(ContentKey child, Edges.Edge edge, Instant seen) implements Write {}

    record VerdictRow(ContentKey key, SavedVerdict verdict) implements Write {}

    record Forgotten(Forgetting.One one) implements Write {}

    record AllForgotten(long number) implements Write {}
  }

  private StateStore(Connection reader, Connection writer, int room) {
    this.reader = reader;
    this.writer = writer;
    this.queue = new ArrayBlockingQueue<>(room);
    this.forgetting = new Forgetting(room);
    this.thread = Thread.ofPlatform().name("portcullis-state").daemon().start(this::writeBehind);
  }

  /**
   * Opens or creates the store in {@code folder}.
   *
   * @throws IOException if the folder cannot be used; the message is fit for a person
   */
  static StateStore open(Path folder, Instant now) throws IOException {
    return open(folder, now, QUEUE);
  }

  /**
   * Opens or creates the store in {@code folder}.
   *
   * @param room how many rows may wait to be written
   * @throws IOException if the folder cannot be used; the message is fit for a person
   */
  static StateStore open(Path folder, Instant now, int room) throws IOException {
    Files.createDirectories(folder);
    String url = "jdbc:sqlite:" + folder.resolve("state.db");
    try {
      Connection writer = connect(url);
      try (Statement statement = writer.createStatement()) {
        prepare(statement);
        long oldest = now.minus(KEPT).toEpochMilli();
        statement.executeUpdate("DELETE FROM edge WHERE seen < " + oldest);
        statement.executeUpdate("DELETE FROM verdict WHERE seen < " + oldest);
      }
      writer.setAutoCommit(false);
      return new StateStore(connect(url), writer, room);
    } catch (SQLException e) {
      throw new IOException("the state store " + folder + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void prepare(Statement statement) throws SQLException {
    try (ResultSet layout = statement.executeQuery("PRAGMA user_version")) {
      if (!layout.next() || layout.getInt(1) == LAYOUT) {
        statement.executeUpdate(SCHEMA);
        return;
      }
    }
    statement.executeUpdate("DROP TABLE IF EXISTS edge");
    statement.executeUpdate("DROP TABLE IF EXISTS verdict");
    statement.executeUpdate("PRAGMA user_version = " + LAYOUT);
    statement.executeUpdate(SCHEMA);
  }

  private static Connection connect(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=NORMAL");
      statement.execute("PRAGMA busy_timeout=5000");
    }
    return connection;
  }

  /** Notes an edge; returns at once. */
  void save(ContentKey child, Edges.Edge edge, Instant now) {
    offer(new Write.EdgeRow(child, edge, now));
  }

  /** Notes an admission; returns at once. */
  void save(ContentKey key, SavedVerdict verdict) {
    offer(new Write.VerdictRow(key, verdict));
  }

  /** Hides the admission of {@code key} at once and takes it off the disk; returns at once. */
  void forget(ContentKey key) {
    Forgetting.One one = forgetting.forget(key);
    if (closed || !queue.offer(new Write.Forgotten(one))) {
      forgetting.await(one);
    }
  }

  private void offer(Write write) {
    if (closed || !queue.offer(write)) {
      dropped.incrementAndGet();
    }
  }

  /** The number of rows that were not written because the disk was too slow. */
  long dropped() {
    return dropped.get();
  }

  /** The parents on disk of {@code child}; blocks. Empty also when the store cannot be read. */
  List<Edges.Edge> parentsOf(ContentKey child) {
    synchronized (reader) {
      try (PreparedStatement select =
          reader.prepareStatement(
              "SELECT parent, manifest FROM edge WHERE repository = ? AND child = ?"
                  + " ORDER BY seen DESC LIMIT 8")) {
        select.setString(1, child.repository().toString());
        select.setString(2, child.digest().toString());
        List<Edges.Edge> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(new Edges.Edge(Digest.parse(rows.getString(1)), rows.getInt(2) != 0));
          }
        }
        return found;
      } catch (SQLException | MalformedException e) {
        LOG.warn("state store: edges of {} cannot be read: {}", child.digest(), e.getMessage());
        return List.of();
      }
    }
  }

  /** The admission on disk of {@code key}; blocks. Empty also when the store cannot be read. */
  Optional<SavedVerdict> verdict(ContentKey key) {
    if (forgetting.isHidden(
        key)) { // asked first: once it is written, the row is read as it is then
      return Optional.empty();
    }
    synchronized (reader) {
      try (PreparedStatement select =
          reader.prepareStatement("SELECT * FROM verdict WHERE repository = ? AND digest = ?")) {
        select.setString(1, key.repository().toString());
        select.setString(2, key.digest().toString());
        try (ResultSet row = select.executeQuery()) {
          if (!row.next()) {
            return Optional.empty();
          }
          return Optional.of(SavedVerdict.read(row));
        }
      } catch (SQLException | MalformedException e) {
        LOG.warn("state store: verdict of {} cannot be read: {}", key.digest(), e.getMessage());
        return Optional.empty();
      }
    }
  }

  private void writeBehind() {
    List<Write> batch = new ArrayList<>(BATCH);
    boolean isWritten = true;
    while (!closed || !queue.isEmpty() || (isWritten && forgetting.hasWaiting())) {
      try {
        if (isWritten) {
          queueForgotten();
        }
        isWritten = true;
        Write first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          isWritten = write(batch);
          batch.clear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Puts what is to be forgotten behind all that was noted before. */
  private void queueForgotten() {
    Optional<Forgetting.One> next = forgetting.next();
    while (next.isPresent() && queue.offer(new Write.Forgotten(next.get()))) {
      next = forgetting.next();
    }
    next.ifPresent(forgetting::await);
    forgetting.all().ifPresent(number -> queue.offer(new Write.AllForgotten(number)));
  }

  private boolean write(List<Write> batch) {
    try (PreparedStatement edge =
            writer.prepareStatement("INSERT OR REPLACE INTO edge VALUES (?, ?, ?, ?, ?)");
        PreparedStatement verdict =
            writer.prepareStatement(
                "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?)");
        PreparedStatement forget = writer.prepareStatement("DELETE FROM verdict")) {
      for (Write write : batch) {
        switch (write) {
          case Write.EdgeRow row -> {
            edge.setString(1, row.child().repository().toString());
            edge.setString(2, row.child().digest().toString());
            edge.setString(3, row.edge().parent().toString());
            edge.setInt(4, row.edge().toManifest() ? 1 : 0);
            edge.setLong(5, row.seen().toEpochMilli());
            edge.addBatch();
          }
          case Write.VerdictRow row -> row.verdict().add(row.key(), verdict);
          case Write.Forgotten row -> SavedVerdict.NONE.add(row.one().key(), verdict);
          case Write.AllForgotten _ -> {
            verdict.executeBatch();
            forget.executeUpdate();
          }
        }
      }
      edge.executeBatch();
      verdict.executeBatch();
      writer.commit();
    } catch (SQLException e) {
      dropped.addAndGet(batch.size());
      LOG.warn("state store: {} rows were not written: {}", batch.size(), e.getMessage());
      rollBack();
      batch.forEach(
          write -> {
            if (write instanceof Write.Forgotten(var one)) {
              forgetting.await(one);
            }
          });
      return false;
    }
    for (Write write : batch) {
      switch (write) {
        case Write.EdgeRow _, Write.VerdictRow _ -> {}
        case Write.Forgotten(var one) -> forgetting.written(one);
        case Write.AllForgotten(long number) -> forgetting.allWritten(number);
      }
    }
    return true;
  }

  /** Takes back what of a batch was done: it must not be committed with a later one. */
  private void rollBack() {
    try {
      writer.rollback();
    } catch (SQLException e) {
      LOG.warn("state store: {}", e.getMessage());
    }
  }

  /** Writes what waits, for at most five seconds, and closes the file. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Connection connection : List.of(reader, writer)) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.warn("state store: {}", e.getMessage());
      }
    }
  }
}
