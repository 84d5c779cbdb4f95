package dev.portcullis.proxy.record;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The record of decisions. Its methods may be called on event loops and never block. A decision is
 * kept durably before the first pull that it decides is answered; further pulls that it decides are
 * counted, and what was counted is kept within {@value #FOLD_MILLIS} ms, as one entry for all that
 * are alike. What cannot be kept is never lost silently: {@link RecordConfig.OnTrouble} says what
 * happens.
 */
public final class DecisionRecord implements AutoCloseable {
  /** For how long repeated pulls are counted before they are kept, in milliseconds. */
  public static final int FOLD_MILLIS = 500;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int KNOWN = 200_000;
  private static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);

  private final Folds folds = new Folds();
  private final Cache<PullKey.Decided, Boolean> known =
      Caffeine.newBuilder().maximumSize(KNOWN).build();
  private final RecordCounters counters = new RecordCounters();
  private final Optional<RecordWriter> writer;
  private final FoldedLines lines;

  private DecisionRecord(
      Optional<RecordConfig> config,
      Consumer<RecordEntry> lines,
      InstantSource clock,
      Duration patience)
      throws IOException {
    this.lines = new FoldedLines(folds, lines, clock);
    this.writer =
        config.isPresent()
            ? Optional.of(RecordWriter.start(config.get(), folds, lines, counters, clock, patience))
            : Optional.empty();
    if (writer.isEmpty()) {
      this.lines.start();
    }
  }

  /**
   * Opens the record.
   *
   * @param config where it is kept; empty keeps nothing and only writes lines
   * @param lines is given each entry, after it was kept; must not block
   * @throws IOException if the place cannot be used
   */
  public static DecisionRecord start(
      Optional<RecordConfig> config, Consumer<RecordEntry> lines, InstantSource clock)
      throws IOException {
    return start(config, lines, clock, PATIENCE);
  }

  /**
   * Opens the record.
   *
   * @param patience for how long whoever asks waits at most for an entry to be kept, before the
   *     answer is no
   */
  static DecisionRecord start(
      Optional<RecordConfig> config,
      Consumer<RecordEntry> lines,
      InstantSource clock,
      Duration patience)
      throws IOException {
    return new DecisionRecord(config, lines, clock, patience);
  }

  /**
   * Notes a pull that is about to be answered.
   *
   * @param nanos from the parsed request to the verdict, in nanoseconds
   * @param entry makes the entry, if one is needed
   * @return true once it may be answered; false if it must not be, because it cannot be recorded
   */
  public CompletableFuture<Boolean> note(PullKey key, long nanos, Supplier<RecordEntry> entry) {
    counters.answered();
    boolean healthy = writer.map(RecordWriter::isHealthy).orElse(true);
    if (healthy) {
      if (folds.add(key, nanos)) {
        return YES;
      }
      if (isKnown(key) && folds.begin(key, entry.get(), nanos)) {
        return YES;
      }
    }
    return submit(entry.get(), () -> known.put(key.decided(), true));
  }

  /** Notes an operator's change; as with a pull, it may be answered once this is true. */
  public CompletableFuture<Boolean> note(RecordEntry change) {
    return submit(change, () -> {});
  }

  private boolean isKnown(PullKey key) {
    return key.id().isEmpty() || known.getIfPresent(key.decided()) != null;
  }

  private CompletableFuture<Boolean> submit(RecordEntry entry, Runnable kept) {
    if (writer.isPresent()) {
      return writer.get().submit(entry, kept);
    }
    lines.accept(entry);
    kept.run();
    return YES;
  }

  /** What the record has done. */
  public RecordCounters counters() {
    return counters;
  }

  /** Keeps what waits, for at most five seconds. */
  @Override
  public void close() {
    writer.ifPresent(RecordWriter::close);
    lines.close();
  }

  /** How long repeated pulls are counted. */
  static Duration fold() {
    return Duration.ofMillis(FOLD_MILLIS);
  }
}
