package dev.portcullis.proxy.ops;

import dev.portcullis.proxy.trust.RootRefresher;
import dev.portcullis.proxy.trust.RootStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The numbers about trusted roots that come by TUF, told on any thread; no method blocks. */
final class RootMetrics {
  private final MeterRegistry registry;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  RootMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Reports how a trusted root stands whenever the metrics are read.
   *
   * @param roots always the same one
   */
  void root(RootRefresher roots, String name) {
    if (reported.add(name)) {
      instant("portcullis.trust.refreshed.timestamp", roots, name, RootStatus::refreshed);
      instant("portcullis.trust.expires.timestamp", roots, name, RootStatus::expires);
    }
  }

  private void instant(
      String metric, RootRefresher roots, String name, Function<RootStatus, Optional<Instant>> of) {
    TimeGauge.builder(
            metric,
            roots,
            TimeUnit.MILLISECONDS,
            all ->
                all.status(name).flatMap(of).map(time -> (double) time.toEpochMilli()).orElse(0.0))
        .tag("root", name)
        .register(registry);
  }

  /** Counts one refresh of a trusted root. */
  void refreshed(String name, boolean success) {
    registry
        .counter(
            "portcullis.trust.refreshes", "root", name, "result", success ? "success" : "failure")
        .increment();
  }
}
