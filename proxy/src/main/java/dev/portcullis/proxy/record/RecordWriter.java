package dev.portcullis.proxy.record;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps entries on a thread of its own, {@code decision-record}: everything that waits in one
 * transaction, so that one write to the disk serves all who came while the last one was under way.
 */
final class RecordWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);
  private static final int QUEUE = 16_384;
  private static final int BATCH = 4_096;
  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);
  private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

  private final RecordConfig config;
  private final RecordStore store;
  private final Folds folds;
  private final Consumer<RecordEntry> lines;
  private final RecordCounters counters;
  private final InstantSource clock;
  private final boolean blocks;
  private final Duration patience;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong unrecorded = new AtomicLong();
  private final Thread thread;
  private volatile boolean healthy = true;
  private volatile boolean closing;
  private volatile long closingSince;
  private Instant tended;
  private boolean retrying;

  /** An entry, whoever waits for it, and what to do when it is kept. */
  private record Waiting(RecordEntry entry, CompletableFuture<Boolean> kept, Runnable then) {
    boolean isGivenUp() {
      return kept.isDone();
    }
  }

  private RecordWriter(
      RecordConfig config,
      RecordStore store,
      Folds folds,
      Consumer<RecordEntry> lines,
      RecordCounters counters,
      InstantSource clock,
      Duration patience) {
    this.config = config;
    this.store = store;
    this.folds = folds;
    this.lines = lines;
    this.counters = counters;
    this.clock = clock;
    this.blocks = config.onTrouble() == RecordConfig.OnTrouble.BLOCK;
    this.patience = blocks ? patience : LITTLE_PATIENCE;
    this.tended = Instant.EPOCH;
    this.thread = Thread.ofPlatform().name("decision-record").daemon().unstarted(this::run);
  }

  static RecordWriter start(
      RecordConfig config,
      Folds folds,
      Consumer<RecordEntry> lines,
      RecordCounters counters,
      InstantSource clock,
      Duration patience)
      throws IOException {
    RecordStore store = RecordStore.open(config.place());
    RecordWriter writer = new RecordWriter(config, store, folds, lines, counters, clock, patience);
    writer.thread.start();
    return writer;
  }

  /** Whether the last attempt to keep entries succeeded. */
  boolean isHealthy() {
    return healthy;
  }

  CompletableFuture<Boolean> submit(RecordEntry entry, Runnable then) {
    Waiting waiting = new Waiting(entry, new CompletableFuture<>(), then);
    if (closing || (!blocks && !healthy) || !queue.offer(waiting)) {
      return unkept(entry);
    }
    return waiting
        .kept()
        .completeOnTimeout(!blocks, patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answered, bug) -> {
              if (Boolean.FALSE.equals(answered)) {
                counters.withheld();
              }
            });
  }

  private CompletableFuture<Boolean> unkept(RecordEntry entry) {
    if (blocks) {
      counters.withheld();
      return NO;
    }
    lose(entry.pulls());
    return YES;
  }

  private void lose(long pulls) {
    unrecorded.addAndGet(pulls);
    counters.lost(pulls);
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>(BATCH);
    List<RecordEntry> folded = new ArrayList<>();
    long due = System.nanoTime();
    while (!closing || !queue.isEmpty() || !folds.isEmpty() || !batch.isEmpty()) {
      if (!retrying) {
        collect(batch, due - System.nanoTime());
        if (closing || System.nanoTime() - due >= 0) {
          folded.addAll(folds.take(clock.instant()));
          due = System.nanoTime() + DecisionRecord.fold().toNanos();
        }
      }
      keep(batch, folded);
      tend();
    }
  }

  private void collect(List<Waiting> batch, long nanos) {
    try {
      Waiting first = queue.poll(closing ? 0 : Math.max(1, nanos), TimeUnit.NANOSECONDS);
      if (first != null) {
        batch.add(first);
        queue.drainTo(batch, BATCH - batch.size());
      }
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  /**
   * Keeps everything, and empties the lists, or in trouble leaves in them what is to be retried.
   */
  private void keep(List<Waiting> batch, List<RecordEntry> folded) {
    if (blocks) {
      batch.removeIf(Waiting::isGivenUp); // was told that it is not recorded, and not answered
    }
    long gap = unrecorded.get();
    List<RecordEntry> entries = new ArrayList<>(batch.size() + folded.size() + 1);
    batch.forEach(waiting -> entries.add(waiting.entry()));
    entries.addAll(folded);
    if (gap > 0) {
      entries.add(
          RecordEntry.about(
              RecordEntry.Kind.GAP,
              clock.instant(),
              "",
              "",
              "the record could not be kept, and pulls were answered all the same",
              gap));
    }
    if (entries.isEmpty()) {
      retrying = false;
      return;
    }
    long began = System.nanoTime();
    try {
      if (!retrying || !store.wasKeptAfterAll()) {
        store.append(entries);
      }
      long pulls = entries.stream().mapToLong(RecordEntry::pulls).sum() - gap;
      counters.kept(entries.size(), pulls, System.nanoTime() - began, store.chain().seq());
      unrecorded.addAndGet(-gap);
      recovered();
      for (Waiting waiting : batch) {
        waiting.then().run();
        waiting.kept().complete(true);
      }
      entries.forEach(lines);
      batch.clear();
      folded.clear();
    } catch (IOException | SQLException | RuntimeException e) {
      failed(e, batch, folded);
    }
  }

  private void recovered() {
    if (!healthy) {
      LOG.warn("the record {} is kept again", config.place().name());
    }
    healthy = true;
    retrying = false;
    counters.healthy(true);
  }

  private void failed(Exception problem, List<Waiting> batch, List<RecordEntry> folded) {
    if (healthy) {
      LOG.error(
          "the record {} cannot be kept: {}; {}",
          config.place().name(),
          RecordStore.reason(problem),
          blocks ? "pulls wait" : "pulls go on without being recorded");
    }
    healthy = false;
    counters.healthy(false);
    counters.failed();
    retrying = blocks;
    boolean late = closing && System.nanoTime() - closingSince > CLOSING.toNanos();
    if (!blocks || late) {
      long pulls = folded.stream().mapToLong(RecordEntry::pulls).sum();
      for (Waiting waiting : batch) {
        pulls += waiting.entry().pulls();
        waiting.kept().complete(!blocks);
      }
      lose(pulls);
      batch.clear();
      folded.clear();
      retrying = false;
    }
    rest();
  }

  private void rest() {
    try {
      Thread.sleep(blocks ? RETRY : RETRY.multipliedBy(5));
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  /** Once an hour: removes what was kept long enough, and says where the chain ends. */
  private void tend() {
    Instant now = clock.instant();
    if (!healthy || Duration.between(tended, now).abs().compareTo(HOUR) < 0) {
      return;
    }
    tended = now;
    try {
      if (config.keep().isPresent()) {
        store.prune(now, config.keep().get());
      }
    } catch (IOException | SQLException e) {
      LOG.warn("old entries of the record stay for now: {}", RecordStore.reason(e));
    }
    sayEnd();
  }

  private void sayEnd() {
    LOG.info(
        "the record's chain ends at {}:{}:{}",
        store.writer(),
        store.chain().seq(),
        store.chain().hash());
  }

  /** Keeps what waits, for at most five seconds and the attempt under way, and ends the thread. */
  @Override
  public void close() {
    closingSince = System.nanoTime();
    closing = true;
    try {
      thread.join(CLOSING.multipliedBy(2));
      sayEnd();
      store.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the record was not closed cleanly: {}", e.getMessage());
    }
  }
}
