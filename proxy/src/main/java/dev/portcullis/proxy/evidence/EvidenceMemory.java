package dev.portcullis.proxy.evidence;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes of evidence may be held at once, over all pulls, from before it is fetched until
 * the decision is made. Signatures are too small to be counted; it is statements and SBOMs that
 * could exhaust the heap. For virtual threads, which it makes wait.
 *
 * <p>Whoever was first may always have more, up to what one pull may have: so one goes on whatever
 * the others hold, and never more is held than the capacity and what one pull may have.
 */
final class EvidenceMemory {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final SequencedSet<EvidenceLease> holders = new LinkedHashSet<>();
  private final long capacity;
  private long used;

  EvidenceMemory(long capacity) {
    this.capacity = capacity;
  }

  /** What is counted now. */
  long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** Counts {@code bytes} more, as soon as there is room; false if there was none in time. */
  boolean take(EvidenceLease lease, long bytes, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      boolean waits = holders.add(lease);
      while (!lease.isClosed() && used + bytes > capacity && holders.getFirst() != lease) {
        if (left <= 0) {
          if (waits) {
            holders.remove(lease);
          }
          return false;
        }
        left = freed.awaitNanos(left);
      }
      if (lease.isClosed()) {
        holders.remove(lease);
        return false;
      }
      used += bytes;
      lease.counted(bytes);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Frees all that {@code lease} holds. */
  void free(EvidenceLease lease) {
    lock.lock();
    try {
      used -= lease.settle();
      holders.remove(lease);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
