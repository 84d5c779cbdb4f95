package dev.portcullis.proxy.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How long verdicts took in each ten seconds of the last hour; the thread {@code latency-history}
 * reads the counters. Thread-safe.
 */
public final class LatencyHistory implements AutoCloseable {
  /** The time between two readings. */
  static final Duration STEP = Duration.ofSeconds(10);

  private static final int MOST = 360;

  private final Supplier<VerdictTimes> counters;
  private final InstantSource clock;
  private final ArrayDeque<Point> points = new ArrayDeque<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("latency-history").factory());
  private VerdictTimes before;
  private Instant read;

  /**
   * What came between two readings.
   *
   * @param end when it ended
   * @param span how long it was
   */
  record Point(Instant end, Duration span, VerdictTimes times) {}

  private LatencyHistory(Supplier<VerdictTimes> counters, InstantSource clock) {
    this.counters = counters;
    this.clock = clock;
    this.before = counters.get();
    this.read = clock.instant();
  }

  /** Reads {@code counters} from now on. */
  public static LatencyHistory start(Supplier<VerdictTimes> counters, InstantSource clock) {
    LatencyHistory history = new LatencyHistory(counters, clock);
    var _ =
        history.thread.scheduleAtFixedRate(
            history::read, STEP.toMillis(), STEP.toMillis(), TimeUnit.MILLISECONDS);
    return history;
  }

  /** Reads the counters. */
  synchronized void read() {
    VerdictTimes times = counters.get();
    Instant now = clock.instant();
    if (points.size() == MOST) {
      points.removeFirst();
    }
    points.addLast(new Point(now, Duration.between(read, now), times.since(before)));
    before = times;
    read = now;
  }

  /** The points, oldest first. */
  synchronized List<Point> points() {
    return new ArrayList<>(points);
  }

  /** Ends the thread. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
