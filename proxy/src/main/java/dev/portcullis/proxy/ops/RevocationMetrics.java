package dev.portcullis.proxy.ops;

import dev.portcullis.proxy.revocation.CellReport;
import dev.portcullis.proxy.revocation.CellStatus;
import dev.portcullis.proxy.revocation.RevocationEvent;
import dev.portcullis.proxy.revocation.Revocations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The numbers about revocation, told on any thread; no method blocks. */
final class RevocationMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };
  private static final List<Integer> DAYS = List.of(1, 7, 30, 90);

  private final MeterRegistry registry;
  private final Map<Asking, Timer> asked = new HashMap<>();
  private final Map<RevocationEvent.Kind, Counter> unusable =
      new EnumMap<>(RevocationEvent.Kind.class);
  private final Timer enforcement;
  private final Counter stale;
  private final Counter store;

  private record Asking(RevocationEvent.Kind kind, RevocationEvent.Result result) {}

  RevocationMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (RevocationEvent.Kind kind : RevocationEvent.Kind.values()) {
      for (RevocationEvent.Result result : RevocationEvent.Result.values()) {
        asked.put(
            new Asking(kind, result),
            Timer.builder("portcullis.revocation.asked")
                .tags("kind", word(kind), "result", word(result))
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
      }
      unusable.put(kind, registry.counter("portcullis.revocation.unusable", "kind", word(kind)));
    }
    this.enforcement =
        Timer.builder("portcullis.revocation.enforcement")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.stale = registry.counter("portcullis.revocation.stale.used");
    this.store = registry.counter("portcullis.revocation.store.failures");
  }

  void note(RevocationEvent event) {
    switch (event) {
      case RevocationEvent.Asked(
              RevocationEvent.Kind kind,
              RevocationEvent.Result result,
              Duration took) ->
          Optional.ofNullable(asked.get(new Asking(kind, result)))
              .ifPresent(timer -> timer.record(took));
      case RevocationEvent.Enforced(Duration delay) -> enforcement.record(delay);
      case RevocationEvent.StaleUsed _ -> stale.increment();
      case RevocationEvent.Unusable(RevocationEvent.Kind kind) ->
          Optional.ofNullable(unusable.get(kind)).ifPresent(Counter::increment);
      case RevocationEvent.StoreFailed _ -> store.increment();
    }
  }

  /** Reports the cells whenever the metrics are read. */
  void watch(Revocations revocations) {
    for (CellStatus status : CellStatus.values()) {
      if (status != CellStatus.RETIRED) {
        Gauge.builder("portcullis.revocation.cells", revocations, all -> all.count(status))
            .tag("state", word(status))
            .register(registry);
      }
    }
    Gauge.builder("portcullis.revocation.breakers.open", revocations, Revocations::openBreakers)
        .register(registry);
    Gauge.builder("portcullis.revocation.lists", revocations, Revocations::lists)
        .register(registry);
    Gauge.builder("portcullis.revocation.oldest.answer", revocations, RevocationMetrics::oldest)
        .baseUnit("seconds")
        .register(registry);
    Duration least = Duration.ofDays(-Integer.MAX_VALUE);
    for (int days : DAYS) {
      Duration from = least;
      Duration to = Duration.ofDays(days);
      expiring(
          revocations, days + "d", left -> left.compareTo(from) > 0 && left.compareTo(to) <= 0);
      least = to;
    }
    Duration longest = least;
    expiring(revocations, "later", left -> left.compareTo(longest) > 0);
  }

  private void expiring(Revocations revocations, String within, Predicate<Duration> belongs) {
    Gauge.builder(
            "portcullis.certificates",
            revocations,
            all ->
                all.report().stream()
                    .filter(cell -> belongs.test(Duration.between(Instant.now(), cell.notAfter())))
                    .count())
        .tag("expiring", within)
        .register(registry);
  }

  private static double oldest(Revocations revocations) {
    Instant now = Instant.now();
    return revocations.report().stream()
        .filter(cell -> cell.status() == CellStatus.GOOD)
        .map(CellReport::learnt)
        .mapToLong(learnt -> Duration.between(learnt, now).toSeconds())
        .max()
        .orElse(0);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
