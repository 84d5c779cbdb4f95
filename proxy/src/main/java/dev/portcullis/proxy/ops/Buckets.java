package dev.portcullis.proxy.ops;

import java.time.Duration;

/**
 * The upper ends of the buckets of histograms; a change of one breaks the series of those who store
 * them.
 */
final class Buckets {
  private static final Duration[] HOT = {
    Duration.ofNanos(2_000),
    Duration.ofNanos(5_000),
    Duration.ofNanos(10_000),
    Duration.ofNanos(25_000),
    Duration.ofNanos(100_000),
    Duration.ofMillis(1),
    Duration.ofMillis(10)
  };
  private static final Duration[] DELAYS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };
  private static final Duration[] COLD = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private Buckets() {}

  /** From memory: 2 microseconds to 10 milliseconds. */
  static Duration[] hot() {
    return HOT.clone();
  }

  /** How late an event loop is: a millisecond to 2 seconds. */
  static Duration[] delays() {
    return DELAYS.clone();
  }

  /** With questions to others: a millisecond to 10 seconds. */
  static Duration[] cold() {
    return COLD.clone();
  }
}
