package dev.portcullis.proxy.ops;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes the record of decisions on a thread of its own, {@code decision-log}. Whoever decides only
 * puts the entry in a bounded queue, and never waits: an entry that does not fit is dropped and
 * counted. So are repetitions, pulls that were answered from memory, beyond {@value
 * #REPEATS_A_SECOND} a second: writing those would take longer than answering them.
 */
public final class DecisionLog implements AutoCloseable {
  /** How many pulls that were answered from memory are written in one second. */
  public static final int REPEATS_A_SECOND = 1_000;

  private static final int QUEUE = 16_384;
  private static final long PATIENCE_SECONDS = 5;

  private final BlockingQueue<DecisionEntry> queue = new ArrayBlockingQueue<>(QUEUE);
  private final DecisionFormat format;
  private final Consumer<String> sink;
  private final Metrics metrics;
  private final Thread writer;
  private final AtomicLong repeats = new AtomicLong();
  private volatile long second;
  private volatile boolean closing;

  private DecisionLog(DecisionFormat format, Metrics metrics, Consumer<String> sink) {
    this.format = format;
    this.metrics = metrics;
    this.sink = sink;
    this.writer = Thread.ofPlatform().name("decision-log").daemon().unstarted(this::write);
  }

  /** Starts a log that gives each line to {@code sink}, always on the same thread. */
  public static DecisionLog start(DecisionFormat format, Metrics metrics, Consumer<String> sink) {
    DecisionLog log = new DecisionLog(format, metrics, sink);
    log.writer.start();
    return log;
  }

  /** Whether a pull that was answered from memory can still be written; if not, it is counted. */
  public boolean hasRoomToRepeat() {
    long now = System.nanoTime() / TimeUnit.SECONDS.toNanos(1);
    if (now != second) {
      second = now;
      repeats.set(0);
    }
    if (repeats.get() < REPEATS_A_SECOND) {
      repeats.incrementAndGet();
      return true;
    }
    metrics.decisionDropped();
    return false;
  }

  /** Records a decision, on any thread, without waiting. */
  public void record(DecisionEntry entry) {
    if (closing || !queue.offer(entry)) {
      metrics.decisionDropped();
    }
  }

  /** Writes what is queued, for up to five seconds, and ends the thread. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      while (!closing || !queue.isEmpty()) {
        DecisionEntry entry = queue.poll(100, TimeUnit.MILLISECONDS);
        if (entry != null) {
          sink.accept(format.line(entry));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
