package dev.portcullis.proxy.ops;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.proxy.admission.Admission;
import dev.portcullis.proxy.admission.Outcome;
import dev.portcullis.proxy.page.VerdictTimes;
import dev.portcullis.proxy.prefetch.Prefetcher;
import dev.portcullis.proxy.record.DecisionLog;
import dev.portcullis.proxy.record.RecordCounters;
import dev.portcullis.proxy.relay.RelayCounters;
import dev.portcullis.proxy.revocation.RevocationEvent;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.proxy.server.RegistryServer;
import dev.portcullis.proxy.tracing.Tracing;
import dev.portcullis.proxy.trust.RootRefresher;
import dev.portcullis.verify.Failure;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The numbers that the program keeps about itself, called on any thread; no method blocks. The
 * names, labels and their meaning are the interface and stand in {@code docs/metrics.md}. Every
 * label's values come from the configuration or from an enumeration, never from a client.
 */
public final class Metrics implements AutoCloseable {
  /** The media type of {@link #scrapeOpenMetrics}. */
  static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final DecisionExemplar exemplar = new DecisionExemplar();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(
          PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplar);
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final ConcurrentHashMap<Pull, Counter> pulls = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Timer> upstreams = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> signerPulls = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> refusedSigned = new ConcurrentHashMap<>();
  private final Counter signed = registry.counter("portcullis.signed.pulls");
  private final KeyMetrics keys = new KeyMetrics(registry);
  private final Timer loopDelay =
      Timer.builder("portcullis.event.loop.delay")
          .serviceLevelObjectives(Buckets.delays())
          .register(registry);
  private final Timer hot = verdictTimer("hot", Buckets.hot());
  private final Timer cold = verdictTimer("cold", Buckets.cold());
  private final Map<Prefetcher.Outcome, Counter> prefetches =
      Arrays.stream(Prefetcher.Outcome.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  outcome -> outcome,
                  outcome ->
                      registry.counter(
                          "portcullis.prefetches",
                          "result",
                          outcome.name().toLowerCase(Locale.ROOT))));
  private final Counter reloads =
      registry.counter("portcullis.config.reloads", "result", "success");
  private final Counter failedReloads =
      registry.counter("portcullis.config.reloads", "result", "failure");
  private final AtomicInteger reloadSucceeded = new AtomicInteger(1);
  private final AtomicLong reloadedAt = new AtomicLong(System.currentTimeMillis());
  private final AtomicInteger ready = new AtomicInteger();
  private final RevocationMetrics revocation = new RevocationMetrics(registry);
  private final ExemptionMetrics exemptions = new ExemptionMetrics(registry);
  private final RootMetrics roots = new RootMetrics(registry);

  private record Pull(String decision, String rule, String upstream) {}

  /** Starts with every counter at zero and registers those of the Java runtime. */
  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
    Gauge.builder("portcullis.config.last.reload.success", reloadSucceeded, AtomicInteger::get)
        .register(registry);
    TimeGauge.builder(
            "portcullis.config.last.reload.success.timestamp",
            reloadedAt,
            TimeUnit.MILLISECONDS,
            AtomicLong::get)
        .register(registry);
    Gauge.builder("portcullis.ready", ready, AtomicInteger::get).register(registry);
    counter("portcullis.conditions.compiled", registry, all -> Condition.compilations());
    Gauge.builder("portcullis.build.info", () -> 1)
        .tags("version", Version.current())
        .register(registry);
  }

  /** Which way a verdict was reached. */
  public enum Path {
    /** From memory. */
    HOT,
    /** By asking for evidence and judging it. */
    COLD
  }

  /**
   * Counts one answer to a manifest request.
   *
   * @param id the decision's id, which becomes the exemplar of its time
   * @param upstream the registry as clients know it
   * @param nanos from the parsed request to the verdict, in nanoseconds
   */
  public void decided(Decision decision, String id, String upstream, Path path, long nanos) {
    count(new Pull(Outcome.of(decision).word(), decision.rule(), upstream));
    switch (path) {
      case HOT -> hot.record(nanos, TimeUnit.NANOSECONDS);
      case COLD -> exemplar.during(id, () -> cold.record(nanos, TimeUnit.NANOSECONDS));
    }
    if (decision instanceof Decision.Admit admit && admit.basis() == Decision.Basis.SEEN) {
      seenPulls(admit.rule()).increment();
    } else if (decision instanceof Decision.Admit admit && !admit.signers().isEmpty()) {
      signed.increment();
      admit.signers().forEach(this::countSigner);
    }
  }

  private void countSigner(String signer) {
    Counter counter = signerPulls.get(signer);
    (counter == null
            ? signerPulls.computeIfAbsent(
                signer, name -> registry.counter("portcullis.signer.pulls", "signer", name))
            : counter)
        .increment();
  }

  /** Counts a pull of something that carries evidence, but none that its rule wants. */
  public void refusedSigned(String rule) {
    refusedSignedBy(rule).increment();
  }

  /** Starts the counters of {@code rules} at zero, so that the first increase is seen as one. */
  public void rules(Collection<Rule> rules) {
    rules.forEach(
        rule -> {
          refusedSignedBy(rule.name()).increment(0);
          seenPulls(rule.name()).increment(0);
        });
  }

  private Counter seenPulls(String rule) {
    return registry.counter("portcullis.seen.pulls", "rule", rule);
  }

  private Counter refusedSignedBy(String rule) {
    return refusedSigned.computeIfAbsent(
        rule, name -> registry.counter("portcullis.refused.signed", "rule", name));
  }

  /**
   * Reports until when the keys of {@code signers} are good, where that is limited, and how many
   * pulls rest on each whenever the metrics are read.
   *
   * @param pullsByKey how many pulls rest on a key, by its fingerprint; always the same one
   */
  public void signers(Collection<Signer> signers, ToDoubleFunction<String> pullsByKey) {
    keys.report(signers, pullsByKey);
  }

  /**
   * Counts one answer to a manifest request that is no decision by a rule.
   *
   * @param kind {@code absent}, {@code denied}, {@code trouble} or {@code unacceptable}
   * @param upstream the registry as clients know it
   */
  public void undecided(String kind, String upstream) {
    count(new Pull(kind, "none", upstream));
  }

  /**
   * Records one exchange with an upstream.
   *
   * @param upstream the registry as clients know it
   * @param operation what was asked for: {@code manifest}, {@code tag}, {@code referrers}, {@code
   *     blob}, {@code token}
   * @param result {@code ok}, {@code absent}, {@code denied}, or the kind of trouble
   * @param nanos until the answer was complete, for a blob until its headers; in nanoseconds
   */
  public void upstream(String upstream, String operation, String result, long nanos) {
    upstreams
        .computeIfAbsent(
            upstream + '\n' + operation + '\n' + result,
            key ->
                Timer.builder("portcullis.upstream")
                    .tags("upstream", upstream, "operation", operation, "result", result)
                    .serviceLevelObjectives(Buckets.cold())
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Reports what an admission has done whenever the metrics are read. */
  public void admission(Admission admission) {
    counter("portcullis.verifications", admission, Admission::verifications);
    for (Failure.Code code : Failure.Code.values()) {
      FunctionCounter.builder(
              "portcullis.failed.checks", admission, from -> (double) from.failures(code))
          .tag("check", code.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    counter("portcullis.state.dropped", admission, Admission::droppedRows);
    counter("portcullis.memory.hits", admission, Admission::hits);
    gauge("portcullis.verdicts.underway", admission, Admission::underWay);
    gauge("portcullis.verdicts.held", admission, Admission::verdicts);
  }

  /** Reports what the relay has done whenever the metrics are read. */
  public void relay(RelayCounters relay) {
    counter("portcullis.relay.bytes", relay, RelayCounters::bytes);
    counter("portcullis.relay.blobs.sent", relay, RelayCounters::sent);
    counter("portcullis.relay.blobs.redirected", relay, RelayCounters::redirected);
    counter("portcullis.relay.blobs.cut", relay, RelayCounters::cut);
  }

  /** The numbers about exemptions. */
  public ExemptionMetrics exemptions() {
    return exemptions;
  }

  /** Counts something about revocation. */
  public void revocation(RevocationEvent event) {
    revocation.note(event);
  }

  /** Reports what is known of revocation whenever the metrics are read. */
  public void revocations(Revocations revocations) {
    revocation.watch(revocations);
  }

  /** Reports the connections of a server whenever the metrics are read, and its loops' delays. */
  public void server(RegistryServer server) {
    server.watchDelays(nanos -> loopDelay.record(nanos, TimeUnit.NANOSECONDS));
    gauge("portcullis.connections", server, RegistryServer::connections);
  }

  /** Reports the lines of the decision log whenever the metrics are read. */
  public void log(DecisionLog log) {
    counter("portcullis.decision.log.dropped", log, DecisionLog::dropped);
  }

  /** Reports how many spans were not sent. */
  public void traces(Tracing tracing) {
    counter("portcullis.traces.dropped", tracing, Tracing::dropped);
  }

  /** Reports what the record has done whenever the metrics are read. */
  public void record(RecordCounters record) {
    counter("portcullis.record.answers", record, RecordCounters::pulls);
    counter("portcullis.record.pulls", record, RecordCounters::recorded);
    counter("portcullis.record.entries", record, RecordCounters::entries);
    counter("portcullis.record.dropped", record, RecordCounters::dropped);
    counter("portcullis.record.withheld", record, RecordCounters::notAnswered);
    counter("portcullis.record.failures", record, RecordCounters::failedCommits);
    counter("portcullis.record.commits", record, RecordCounters::commits);
    counter("portcullis.record.commit.seconds", record, RecordCounters::commitSeconds);
    gauge("portcullis.record.healthy", record, RecordCounters::isHealthy);
    gauge("portcullis.record.head", record, RecordCounters::head);
  }

  /** Counts an image that was looked at, or not, before anybody pulled it. */
  public void prefetched(Prefetcher.Outcome outcome) {
    Optional.ofNullable(prefetches.get(outcome)).ifPresent(Counter::increment);
  }

  /**
   * Reports how a trusted root stands whenever the metrics are read.
   *
   * @param root always the same one
   */
  public void root(RootRefresher root, String name) {
    roots.root(root, name);
  }

  /** Counts one refresh of a trusted root. */
  public void rootRefreshed(String name, boolean success) {
    roots.refreshed(name, success);
  }

  /** How long verdicts have taken since the start, and how many answers of each kind there were. */
  public VerdictTimes verdictTimes() {
    Map<String, Long> decisions = new HashMap<>();
    pulls.forEach(
        (pull, count) -> decisions.merge(pull.decision(), (long) count.count(), Long::sum));
    return new VerdictTimes(Histograms.times(hot), Histograms.times(cold), decisions);
  }

  private <T> void gauge(String name, T measured, ToDoubleFunction<T> value) {
    Gauge.builder(name, measured, value).register(registry);
  }

  private <T> void counter(String name, T counted, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, counted, value).register(registry);
  }

  /** Records an attempt to load a changed configuration. */
  public void reloaded(boolean success) {
    (success ? reloads : failedReloads).increment();
    reloadSucceeded.set(success ? 1 : 0);
    if (success) {
      reloadedAt.set(System.currentTimeMillis());
    }
  }

  void ready(boolean isReady) {
    ready.set(isReady ? 1 : 0);
  }

  /** Everything in Prometheus text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /**
   * Everything in OpenMetrics text format 1.0.0, with exemplars on buckets only: Prometheus refuses
   * the whole answer for one on the count of a histogram.
   */
  public String scrapeOpenMetrics() {
    return registry
        .scrape(OPEN_METRICS)
        .lines()
        .map(
            line -> {
              int exemplar = line.indexOf(" # {");
              return exemplar < 0 || line.contains("_bucket{") ? line : line.substring(0, exemplar);
            })
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Unregisters from the Java runtime's notifications. */
  @Override
  public void close() {
    collector.close();
    registry.close();
  }

  private void count(Pull pull) {
    Counter counter = pulls.get(pull);
    (counter == null ? pulls.computeIfAbsent(pull, this::counterOf) : counter).increment();
  }

  private Counter counterOf(Pull pull) {
    return registry.counter(
        "portcullis.pulls",
        Tags.of("decision", pull.decision(), "rule", pull.rule(), "upstream", pull.upstream()));
  }

  private Timer verdictTimer(String path, Duration[] buckets) {
    return Timer.builder("portcullis.verdict")
        .tag("path", path)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }
}
