package dev.portcullis.proxy.ops;

import dev.portcullis.policy.Signer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** The numbers about signers' keys, told on any thread; no method blocks. */
final class KeyMetrics {
  private final MeterRegistry registry;
  private final MultiGauge ends;
  private final Map<Tags, String> fingerprints = new ConcurrentHashMap<>();

  KeyMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.ends =
        MultiGauge.builder("portcullis.signer.key.expires.timestamp")
            .baseUnit("seconds")
            .register(registry);
  }

  /** Reports the keys of {@code signers}; those of former signers keep their counters. */
  void report(Collection<Signer> signers, ToDoubleFunction<String> pullsByKey) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (Signer signer : signers) {
      if (signer instanceof Signer.Keys own) {
        for (Signer.SignerKey key : own.keys()) {
          Tags tags = Tags.of("signer", own.name(), "key", key.label());
          key.notAfter().ifPresent(end -> rows.add(MultiGauge.Row.of(tags, end.getEpochSecond())));
          count(tags, key.fingerprint(), pullsByKey);
        }
      }
    }
    ends.register(rows, true);
  }

  private void count(Tags tags, String fingerprint, ToDoubleFunction<String> pullsByKey) {
    if (fingerprints.put(tags, fingerprint) == null) {
      FunctionCounter.builder(
              "portcullis.signer.key.pulls",
              fingerprints,
              all -> pullsByKey.applyAsDouble(all.getOrDefault(tags, "")))
          .tags(tags)
          .register(registry);
    }
  }
}
