package dev.portcullis.proxy.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts pulls that repeat what is recorded already, so that one entry stands for all that were
 * alike within a moment. Thread-safe; counting never blocks, and no count is lost while others
 * take.
 */
final class Folds {
  /** How many different repetitions are counted at once. */
  static final int MOST = 65_536;

  private final ConcurrentHashMap<PullKey, Count> counts = new ConcurrentHashMap<>();

  private static final class Count {
    private final RecordEntry like;
    private final AtomicLong times = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();

    Count(RecordEntry like) {
      this.like = like;
    }

    /** Counts one more, unless the counts were taken already. */
    boolean add(long took) {
      nanos.addAndGet(took);
      return times.incrementAndGet() > 0;
    }

    long take() {
      return times.getAndSet(Long.MIN_VALUE);
    }
  }

  /** Counts a repetition of what is being counted; false if nothing like it is. */
  boolean add(PullKey key, long nanos) {
    Count count = counts.get(key);
    return count != null && count.add(nanos);
  }

  /** Begins to count pulls like {@code entry} with this one; false if there is no room. */
  boolean begin(PullKey key, RecordEntry entry, long nanos) {
    if (counts.size() >= MOST) {
      return false;
    }
    while (!counts.computeIfAbsent(key, _ -> new Count(entry)).add(nanos)) {
      Thread.onSpinWait(); // its counts were just taken and it is about to be removed
    }
    return true;
  }

  /** Takes what was counted so far. */
  List<RecordEntry> take(Instant now) {
    List<RecordEntry> taken = new ArrayList<>(counts.size());
    Iterator<Map.Entry<PullKey, Count>> all = counts.entrySet().iterator();
    while (all.hasNext()) {
      Count count = all.next().getValue();
      all.remove();
      long times = count.take();
      if (times > 0) {
        long mean = count.nanos.get() / times / 1_000;
        Instant first = count.like.first();
        taken.add(count.like.repeated(first, now.isBefore(first) ? first : now, times, mean));
      }
    }
    return taken;
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }
}
