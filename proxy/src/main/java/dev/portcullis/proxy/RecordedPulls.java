package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.record.DecisionLines;
import dev.portcullis.proxy.record.RecordArchive;
import dev.portcullis.proxy.record.RecordConfig;
import dev.portcullis.proxy.record.RecordEntry;
import dev.portcullis.proxy.record.RecordQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Recorded pulls, those together that one decision has decided for one image. */
final class RecordedPulls {
  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private final Map<Key, Pulls> pulls = new LinkedHashMap<>();
  private final Map<String, String> findings = new HashMap<>();
  private final RecordQuery query;
  private final Optional<Instant> since;
  private final Optional<Instant> until;

  /** Pulls from {@code since} until before {@code until}. */
  RecordedPulls(Optional<Instant> since, Optional<Instant> until) {
    this.query = RecordQuery.all().with(since, RecordQuery::since).with(until, RecordQuery::until);
    this.since = since;
    this.until = until;
  }

  private record Key(String id, String image, String digest, String decision) {}

  /** Pulls that are alike. */
  static final class Pulls {
    private final RecordEntry first;
    private final TreeSet<String> tags = new TreeSet<>();
    private final TreeSet<String> clients = new TreeSet<>();
    private long count;

    Pulls(RecordEntry first) {
      this.first = first;
    }

    private void add(RecordEntry entry) {
      count += entry.pulls();
      clients.add(entry.client());
      if (!entry.tag().isEmpty()) {
        tags.add(entry.tag());
      }
    }

    /** The entry of the first. */
    RecordEntry first() {
      return first;
    }

    /** How many there are. */
    long count() {
      return count;
    }

    /** The tags that were asked for. */
    Collection<String> tags() {
      return tags;
    }

    /** Who pulled. */
    Collection<String> clients() {
      return clients;
    }
  }

  /** All pulls, in the order of the first of each. */
  Collection<Pulls> all() {
    return pulls.values();
  }

  /** What the record keeps of the findings of a decision; empty text if nothing. */
  String findingsOf(String id) {
    return findings.getOrDefault(id, "");
  }

  /**
   * Reads the record at {@code place}.
   *
   * @throws CommandException if it cannot be read
   */
  void read(RecordConfig.Place place) throws CommandException {
    try (RecordArchive archive = RecordArchive.open(place)) {
      archive.read(query, stored -> add(stored.entry()));
    } catch (IOException e) {
      throw new CommandException("portcullis: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file: a record, or the lines of a decision log.
   *
   * @throws CommandException if it cannot be read, or holds a line that is no decision
   */
  void read(Path file) throws CommandException {
    try {
      if (isRecord(file)) {
        read(new RecordConfig.File(file));
        return;
      }
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          line(file, number, line);
        }
      }
    } catch (IOException e) {
      throw new CommandException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static boolean isRecord(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(SQLITE.length), SQLITE);
    }
  }

  private void line(Path file, int number, String line) throws CommandException {
    if (line.isBlank()) {
      return;
    }
    try {
      RecordEntry entry = DecisionLines.read(line);
      boolean isMeant =
          since.filter(entry.last()::isBefore).isEmpty()
              && until.filter(end -> !entry.first().isBefore(end)).isEmpty();
      if (isMeant) {
        add(entry);
      }
    } catch (MalformedException e) {
      throw new CommandException(
          file + ":" + number + ": not a line of a decision log: " + e.getMessage(), e);
    }
  }

  private void add(RecordEntry entry) {
    if (entry.kind() == RecordEntry.Kind.PULL && !entry.digest().isEmpty()) {
      if (!entry.findings().isEmpty()) {
        findings.putIfAbsent(entry.id(), entry.findings());
      }
      pulls
          .computeIfAbsent(
              new Key(entry.id(), entry.image(), entry.digest(), entry.decision()),
              _ -> new Pulls(entry))
          .add(entry);
    }
  }
}
