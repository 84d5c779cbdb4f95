package dev.portcullis.proxy.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When it was last noted on disk that a verdict stands. Event loops ask it on every use of the
 * verdict: it takes no lock and makes no garbage.
 */
final class LastNoted {
  /** For verdicts of which nobody needs to know later that they stood. */
  static final LastNoted NEVER = new LastNoted(Long.MAX_VALUE, 0, Instant.EPOCH);

  private static final int SHARE = 100;

  private final AtomicLong due;
  private final long interval;
  private final Instant lasts;

  private LastNoted(long due, long interval, Instant lasts) {
    this.due = new AtomicLong(due);
    this.interval = interval;
    this.lasts = lasts;
  }

  /**
   * For a verdict that is enough for {@code within} after it stood: what is noted is at most a
   * hundredth of that too old.
   *
   * @param noted when it was noted
   * @param lasts the last instant at which it can be enough
   */
  static LastNoted at(Instant noted, Duration within, Instant lasts) {
    long interval = within.dividedBy(SHARE).toMillis();
    return new LastNoted(noted.toEpochMilli() + interval, interval, lasts);
  }

  /** The last instant at which that the verdict stood can be enough. */
  Instant lasts() {
    return lasts;
  }

  /** Whether the caller has to note it; true for one caller each time. */
  boolean isDue(long millis) {
    long last = due.get();
    return millis >= last && due.compareAndSet(last, millis + interval);
  }
}
