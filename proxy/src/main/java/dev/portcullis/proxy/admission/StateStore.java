package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.revocation.SavedCell;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verdicts and edges on disk, so that a pull that spans a restart goes on: one SQLite file, written
 * behind by a thread of its own, read on virtual threads. What cannot be written in time is dropped
 * and counted: the store only saves the work of deciding again.
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
  private final BlockingQueue<Write> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  /** A row that waits to be written. */
  private sealed interface Write {
    record EdgeRow(ContentKey child, Edges.Edge edge, Instant seen) implements Write {}

    record VerdictRow(ContentKey key, SavedVerdict verdict) implements Write {}
  }

  /**
   * An admission as it is kept: enough to mint its permit again under the same revision.
   *
   * @param revision the rulebook's revision
   * @param standing the rule and the trust anchors that it was made under; empty if it must never
   *     be enough later
   * @param stood the last instant at which it is known to have stood, in whole milliseconds
   * @param lasts the last instant at which that can be enough later
   * @param id the decision's id
   * @param rule the rule's name
   * @param expires the last instant of its validity
   * @param chain the digests it rests on
   * @param signers the signers it rests on
   * @param keys the key fingerprints it rests on
   * @param logEntries the transparency log entries it rests on
   * @param cells the revocation cells it rests on
   */
  record SavedVerdict(
      String revision,
      String standing,
      Instant stood,
      Instant lasts,
      String id,
      String rule,
      Instant expires,
      Set<Digest> chain,
      Set<String> signers,
      Set<String> keys,
      Set<String> logEntries,
      List<SavedCell> cells) {
    /** No admission: takes the place of one that is not to be found any more. */
    static final SavedVerdict NONE =
        new SavedVerdict(
            "",
            "",
            Instant.EPOCH,
            Instant.EPOCH,
            "",
            "",
            Instant.EPOCH,
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            List.of());
  }

  private StateStore(Connection reader, Connection writer) {
    this.reader = reader;
    this.writer = writer;
    this.thread = Thread.ofPlatform().name("portcullis-state").daemon().start(this::writeBehind);
  }

  /**
   * Opens or creates the store in {@code folder}.
   *
   * @throws IOException if the folder cannot be used; the message is fit for a person
   */
  static StateStore open(Path folder, Instant now) throws IOException {
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
      return new StateStore(connect(url), writer);
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
    synchronized (reader) {
      try (PreparedStatement select =
          reader.prepareStatement(
              "SELECT revision, id, rule, expires, chain, signers, keys, entries, cells, standing,"
                  + " seen, lasts FROM verdict WHERE repository = ? AND digest = ?")) {
        select.setString(1, key.repository().toString());
        select.setString(2, key.digest().toString());
        try (ResultSet row = select.executeQuery()) {
          if (!row.next()) {
            return Optional.empty();
          }
          return Optional.of(
              new SavedVerdict(
                  row.getString(1),
                  row.getString(10),
                  Instant.ofEpochMilli(row.getLong(11)),
                  Instant.ofEpochMilli(row.getLong(12)),
                  row.getString(2),
                  row.getString(3),
                  Instant.ofEpochMilli(row.getLong(4)),
                  digests(row.getString(5)),
                  words(row.getString(6)),
                  words(row.getString(7)),
                  words(row.getString(8)),
                  cells(row.getString(9))));
        }
      } catch (SQLException | MalformedException e) {
        LOG.warn("state store: verdict of {} cannot be read: {}", key.digest(), e.getMessage());
        return Optional.empty();
      }
    }
  }

  private void writeBehind() {
    List<Write> batch = new ArrayList<>(BATCH);
    while (!closed || !queue.isEmpty()) {
      try {
        Write first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          write(batch);
          batch.clear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void write(List<Write> batch) {
    try (PreparedStatement edge =
            writer.prepareStatement("INSERT OR REPLACE INTO edge VALUES (?, ?, ?, ?, ?)");
        PreparedStatement verdict =
            writer.prepareStatement(
                "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?)")) {
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
          case Write.VerdictRow row -> {
            verdict.setString(1, row.key().repository().toString());
            verdict.setString(2, row.key().digest().toString());
            verdict.setString(3, row.verdict().revision());
            verdict.setString(4, row.verdict().standing());
            verdict.setString(5, row.verdict().id());
            verdict.setString(6, row.verdict().rule());
            verdict.setLong(7, row.verdict().expires().toEpochMilli());
            verdict.setString(8, join(row.verdict().chain()));
            verdict.setString(9, join(row.verdict().signers()));
            verdict.setString(10, join(row.verdict().keys()));
            verdict.setString(11, join(row.verdict().logEntries()));
            verdict.setString(12, join(Set.copyOf(row.verdict().cells())));
            verdict.setLong(13, row.verdict().stood().toEpochMilli());
            verdict.setLong(14, row.verdict().lasts().toEpochMilli());
            verdict.addBatch();
          }
        }
      }
      edge.executeBatch();
      verdict.executeBatch();
      writer.commit();
    } catch (SQLException e) {
      dropped.addAndGet(batch.size());
      LOG.warn("state store: {} rows were not written: {}", batch.size(), e.getMessage());
    }
  }

  private static String join(Set<?> values) {
    return String.join("\n", values.stream().map(Object::toString).sorted().toList());
  }

  private static Set<String> words(String joined) {
    return joined.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(joined.split("\n", -1)));
  }

  private static List<SavedCell> cells(String joined) throws MalformedException {
    List<SavedCell> cells = new ArrayList<>();
    for (String word : words(joined)) {
      cells.add(SavedCell.parse(word));
    }
    return cells;
  }

  private static Set<Digest> digests(String joined) throws MalformedException {
    Set<Digest> digests = new java.util.HashSet<>();
    for (String word : words(joined)) {
      digests.add(Digest.parse(word));
    }
    return digests;
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
