package dev.portcullis.proxy.record;

import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Gives out entries where nothing is kept; repeated pulls on its own thread, {@code record-lines}.
 */
final class FoldedLines implements Consumer<RecordEntry>, AutoCloseable {
  private final Folds folds;
  private final Consumer<RecordEntry> lines;
  private final InstantSource clock;
  private final Thread thread;

  FoldedLines(Folds folds, Consumer<RecordEntry> lines, InstantSource clock) {
    this.folds = folds;
    this.lines = lines;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("record-lines").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void accept(RecordEntry entry) {
    lines.accept(entry);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(DecisionRecord.fold());
        give();
      }
    } catch (InterruptedException closed) {
      give();
    }
  }

  private void give() {
    folds.take(clock.instant()).forEach(lines);
  }

  /** Gives out what was counted and ends the thread. */
  @Override
  public void close() {
    if (!thread.isAlive()) {
      return;
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
