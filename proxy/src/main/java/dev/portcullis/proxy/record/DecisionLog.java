package dev.portcullis.proxy.record;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes entries as lines on a thread of its own, {@code decision-log}. Whoever gives one only puts
 * it in a bounded queue, and never waits: a line that does not fit is dropped and counted. Lines
 * are for looking on; what has to be kept is kept by {@link DecisionRecord}.
 */
public final class DecisionLog implements AutoCloseable {
  private static final int QUEUE = 16_384;
  private static final long PATIENCE_SECONDS = 5;

  private final BlockingQueue<RecordEntry> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final DecisionFormat format;
  private final Consumer<String> sink;
  private final Thread writer;
  private volatile boolean closing;

  private DecisionLog(DecisionFormat format, Consumer<String> sink) {
    this.format = format;
    this.sink = sink;
    this.writer = Thread.ofPlatform().name("decision-log").daemon().unstarted(this::write);
  }

  /** Starts a log that gives each line to {@code sink}, always on the same thread. */
  public static DecisionLog start(DecisionFormat format, Consumer<String> sink) {
    DecisionLog log = new DecisionLog(format, sink);
    log.writer.start();
    return log;
  }

  /** Writes an entry, on any thread, without waiting. */
  public void record(RecordEntry entry) {
    if (closing || !queue.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  /** Lines that were lost because the log could not keep up. */
  public long dropped() {
    return dropped.get();
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
        RecordEntry entry = queue.poll(100, TimeUnit.MILLISECONDS);
        if (entry != null) {
          sink.accept(format.line(entry));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
