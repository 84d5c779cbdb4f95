package dev.portcullis.proxy.admission;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Measures how long a change of the deny list takes to turn down the first cached verdict.
 * Thread-safe; never blocks.
 */
final class Enforcement {
  private static final long NOTHING = Long.MIN_VALUE;

  private final AtomicLong since = new AtomicLong(NOTHING);
  private final Consumer<Duration> enforced;

  Enforcement(Consumer<Duration> enforced) {
    this.enforced = enforced;
  }

  /** Another list has been put in force. */
  void listed() {
    since.set(System.nanoTime());
  }

  /** A cached verdict was turned down because of the list. */
  void turned() {
    long start = since.getAndSet(NOTHING);
    if (start != NOTHING) {
      enforced.accept(Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
