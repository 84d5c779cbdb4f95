package dev.portcullis.proxy.ops;

import dev.portcullis.proxy.page.VerdictTimes;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.List;

/** What timers have measured, for the page. */
final class Histograms {
  private Histograms() {}

  /** A timer's histogram as it stands. */
  static VerdictTimes.Times times(Timer timer) {
    HistogramSnapshot snapshot = timer.takeSnapshot();
    List<CountAtBucket> buckets = List.of(snapshot.histogramCounts());
    return new VerdictTimes.Times(
        buckets.stream().map(CountAtBucket::bucket).toList(),
        buckets.stream().map(bucket -> (long) bucket.count()).toList(),
        snapshot.count());
  }
}
