package dev.portcullis.proxy.record;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the record has done since the start. Thread-safe. */
public final class RecordCounters {
  private final LongAdder answered = new LongAdder();
  private final LongAdder recorded = new LongAdder();
  private final LongAdder entries = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder withheld = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder commits = new LongAdder();
  private final LongAdder commitNanos = new LongAdder();
  private final AtomicInteger healthy = new AtomicInteger(1);
  private final AtomicLong head = new AtomicLong();

  void answered() {
    answered.increment();
  }

  void kept(long someEntries, long pulls, long nanos, long newHead) {
    entries.add(someEntries);
    recorded.add(pulls);
    commits.increment();
    commitNanos.add(nanos);
    head.set(newHead);
  }

  void lost(long pulls) {
    dropped.add(pulls);
  }

  void withheld() {
    withheld.increment();
  }

  void failed() {
    failures.increment();
  }

  void healthy(boolean isHealthy) {
    healthy.set(isHealthy ? 1 : 0);
  }

  /** Pulls with a decision that were to be answered. */
  public long pulls() {
    return answered.sum();
  }

  /** Pulls that are kept durably. */
  public long recorded() {
    return recorded.sum();
  }

  /** Entries that are kept durably. */
  public long entries() {
    return entries.sum();
  }

  /** Pulls that were answered and are not recorded. */
  public long dropped() {
    return dropped.sum();
  }

  /** Pulls that were not answered because they could not be recorded. */
  public long notAnswered() {
    return withheld.sum();
  }

  /** Attempts to keep entries that failed. */
  public long failedCommits() {
    return failures.sum();
  }

  /** Attempts to keep entries that succeeded. */
  public long commits() {
    return commits.sum();
  }

  /** The time that those took together, in seconds. */
  public double commitSeconds() {
    return commitNanos.sum() / 1e9;
  }

  /** 1 if the last attempt to keep entries succeeded, else 0. */
  public int isHealthy() {
    return healthy.get();
  }

  /** The number of the last entry in this proxy's chain. */
  public long head() {
    return head.get();
  }
}
