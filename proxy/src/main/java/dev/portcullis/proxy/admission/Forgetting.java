package dev.portcullis.proxy.admission;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Admissions on disk that do not stand any more and are there still, because the disk is slow: they
 * are gone for readers at once, and for good when that is written. Thread-safe; never blocks.
 *
 * <p>What finds no room waits here. Where that has no room either, everything that is on disk is to
 * be forgotten: one admission too many is worse than deciding all of them again.
 */
final class Forgetting {
  private final ConcurrentMap<ContentKey, One> pending = new ConcurrentHashMap<>();
  private final BlockingQueue<One> waiting;
  private final AtomicLong allAsked = new AtomicLong();
  private final AtomicLong allDone = new AtomicLong();

  /** One admission to forget. Two of them are the same only if they are one object. */
  static final class One {
    private final ContentKey key;

    private One(ContentKey key) {
      this.key = key;
    }

    ContentKey key() {
      return key;
    }
  }

  /**
   * Forgets nothing yet.
   *
   * @param room how many may wait
   */
  Forgetting(int room) {
    this.waiting = new LinkedBlockingQueue<>(room);
  }

  /** Hides the admission of {@code key} from now on, until it is {@link #written}. */
  One forget(ContentKey key) {
    One one = new One(key);
    pending.put(key, one);
    return one;
  }

  /** Keeps {@code one}, which is not written and nowhere else, for later. */
  void await(One one) {
    if (pending.get(one.key()) == one && !waiting.offer(one)) {
      allAsked.incrementAndGet();
      pending.remove(one.key(), one);
    }
  }

  /** One of those that wait; whoever takes it writes it or gives it back. */
  Optional<One> next() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Notes that {@code one} is on disk. */
  void written(One one) {
    pending.remove(one.key(), one);
  }

  /** The number under which everything is to be forgotten, if it is. */
  Optional<Long> all() {
    long asked = allAsked.get();
    return asked > allDone.get() ? Optional.of(asked) : Optional.empty();
  }

  /** Notes that everything that was on disk under {@code number} is not there any more. */
  void allWritten(long number) {
    allDone.accumulateAndGet(number, Math::max);
  }

  /** Whether what is on disk about {@code key} must not be believed. */
  boolean isHidden(ContentKey key) {
    return pending.containsKey(key) || allAsked.get() > allDone.get();
  }

  /** Whether anything is to be written that is not on its way. */
  boolean hasWaiting() {
    return !waiting.isEmpty() || allAsked.get() > allDone.get();
  }
}
