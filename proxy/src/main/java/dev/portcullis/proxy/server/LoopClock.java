package dev.portcullis.proxy.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The coarse clock of one event loop and the round of its time limits. Everything but {@link #stop}
 * is called on that loop. Reading it costs a field; checking a connection costs one call a round.
 */
final class LoopClock {
  private static final long ROUND_MILLIS = 250;

  private final Set<Timed> timed = new LinkedHashSet<>();
  private final ScheduledFuture<?> rounds;
  private final LongConsumer delays;
  private long nanos = System.nanoTime();

  /** Something with time limits. */
  interface Timed {
    /** Checks the limits; called about four times a second. */
    void checkTime();
  }

  /**
   * A clock of {@code loop}.
   *
   * @param delays is told in each round by how many nanoseconds it came too late
   */
  LoopClock(EventLoop loop, LongConsumer delays) {
    this.delays = delays;
    rounds =
        loop.scheduleAtFixedRate(this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The time of the last round, as {@link System#nanoTime}. */
  long nanos() {
    return nanos;
  }

  void add(Timed one) {
    timed.add(one);
  }

  void remove(Timed one) {
    timed.remove(one);
  }

  void stop() {
    rounds.cancel(false);
  }

  private void round() {
    long now = System.nanoTime();
    delays.accept(Math.max(0, now - nanos - TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS)));
    nanos = now;
    for (Timed one : new ArrayList<>(timed)) {
      one.checkTime();
    }
  }
}
