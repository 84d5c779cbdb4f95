package dev.portcullis.proxy.ops;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Exemption;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The numbers about exemptions. Thread-safe; never blocks for long. */
public final class ExemptionMetrics {
  private final MeterRegistry registry;
  private final MultiGauge ends;
  private volatile Map<Digest, Counter> uses = Map.of();

  ExemptionMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.ends =
        MultiGauge.builder("portcullis.exemption.expires.timestamp")
            .baseUnit("seconds")
            .register(registry);
  }

  /** Reports these from now on, each use from zero. */
  public synchronized void report(Collection<Exemption> exemptions) {
    Map<Digest, Counter> counters = new HashMap<>();
    Map<Digest, Exemption> last = new HashMap<>();
    for (Exemption each : exemptions) {
      last.merge(
          each.digest(), each, (one, two) -> one.expires().isAfter(two.expires()) ? one : two);
      counters.computeIfAbsent(each.digest(), this::counter);
    }
    uses = Map.copyOf(counters);
    List<MultiGauge.Row<?>> rows =
        last.values().stream()
            .<MultiGauge.Row<?>>map(
                each ->
                    MultiGauge.Row.of(
                        Tags.of("digest", each.digest().toString()),
                        each.expires().getEpochSecond()))
            .toList();
    ends.register(rows, true);
  }

  private Counter counter(Digest digest) {
    return registry.counter("portcullis.exempted.pulls", "digest", digest.toString());
  }

  /** Counts a pull that rests on an exemption of one of {@code chain}. */
  public void used(Collection<Digest> chain) {
    Map<Digest, Counter> known = uses;
    chain.stream()
        .flatMap(digest -> Optional.ofNullable(known.get(digest)).stream())
        .forEach(Counter::increment);
  }
}
