package dev.portcullis.proxy.ops;

import io.micrometer.core.instrument.Counter;

/** Counts what a cache could answer and what it could not, on any thread. */
public final class HitCounters {
  private final Counter hits;
  private final Counter misses;

  HitCounters(Counter hits, Counter misses) {
    this.hits = hits;
    this.misses = misses;
  }

  /** Counts a look-up that was answered. */
  public void hit() {
    hits.increment();
  }

  /** Counts a look-up that was not. */
  public void miss() {
    misses.increment();
  }
}
