package dev.portcullis.proxy.server;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts, on any thread, what is under way, up to a limit. */
final class InFlight {
  private final int limit;
  private final AtomicInteger count = new AtomicInteger();

  InFlight(int limit) {
    this.limit = limit;
  }

  /** Counts one more, unless the limit is reached. */
  boolean enter() {
    if (count.incrementAndGet() <= limit) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  void leave() {
    count.decrementAndGet();
  }

  int current() {
    return count.get();
  }
}
