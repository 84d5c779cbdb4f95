package dev.portcullis.proxy.trust;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a repository is asked again. */
final class RefreshTiming {
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration SOONEST = Duration.ofMinutes(5);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LAST_RETRY = Duration.ofHours(1);

  private RefreshTiming() {}

  /**
   * How long to wait: after a success a day, or half of what is left of the timestamp if that is
   * less; after a failure a minute, twice as long each time, an hour at most. A tenth more or less
   * by chance, so that not all proxies come at once.
   *
   * @param expires when the newest timestamp expires
   * @param failures refreshes that failed since the last that did not
   * @param chance from 0 to 1
   */
  static Duration next(Optional<Instant> expires, Instant now, int failures, double chance) {
    Duration wait = failures == 0 ? afterSuccess(expires, now) : afterFailure(failures);
    return Duration.ofMillis((long) (wait.toMillis() * (0.9 + (chance * 0.2))));
  }

  private static Duration afterSuccess(Optional<Instant> expires, Instant now) {
    Duration half = expires.map(end -> Duration.between(now, end).dividedBy(2)).orElse(USUAL);
    return longer(SOONEST, shorter(USUAL, half));
  }

  private static Duration afterFailure(int failures) {
    return shorter(LAST_RETRY, FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10)));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
