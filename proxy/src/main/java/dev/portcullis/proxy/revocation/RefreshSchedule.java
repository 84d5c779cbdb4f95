package dev.portcullis.proxy.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When answers are asked for again (notation spec notes, 4.6). Every time is jittered, so that
 * cells that were filled together do not ask together.
 */
final class RefreshSchedule {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(15);
  private static final Duration SHORTEST_NEGATIVE = Duration.ofSeconds(15);
  private static final Duration LONGEST_NEGATIVE = Duration.ofSeconds(60);
  private static final int MOST_DOUBLINGS = 10;

  private final RandomGenerator random;

  RefreshSchedule(RandomGenerator random) {
    this.random = random;
  }

  /** After 0.5 to 0.75 of what is left of the life of an answer that was just had. */
  Duration ahead(Instant now, Instant validUntil) {
    return atLeast(scaled(Duration.between(now, validUntil), between(0.5, 0.75)));
  }

  /**
   * After a failure while the old answer still holds: a minute, doubled each time, 15 minutes at
   * most, and never more than a quarter of what is left.
   *
   * @param failures the failures in a row, from 1
   */
  Duration retry(int failures, Instant now, Instant validUntil) {
    Duration quarter = scaled(Duration.between(now, validUntil), 0.25);
    Duration usual = retry(failures);
    return atLeast(quarter.compareTo(usual) < 0 ? quarter : usual);
  }

  /** After a failure with nothing to fall back on. */
  Duration retry(int failures) {
    Duration doubled = doubled(FIRST_RETRY, failures);
    return scaled(doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled, between(0.75, 1));
  }

  /** How long a failure is believed: 15 seconds at first, a minute at most. */
  Duration negative(int failures) {
    Duration doubled = doubled(SHORTEST_NEGATIVE, failures);
    Duration most = doubled.compareTo(LONGEST_NEGATIVE) > 0 ? LONGEST_NEGATIVE : doubled;
    return scaled(most, failures > 1 ? between(0.75, 1) : 1);
  }

  private static Duration doubled(Duration first, int failures) {
    return first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
  }

  private double between(double least, double most) {
    return least + ((most - least) * random.nextDouble());
  }

  private static Duration scaled(Duration whole, double by) {
    return Duration.ofMillis((long) (whole.toMillis() * by));
  }

  private static Duration atLeast(Duration delay) {
    return delay.compareTo(LEAST) < 0 ? LEAST : delay;
  }
}
