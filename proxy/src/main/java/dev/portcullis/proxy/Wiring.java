package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.admission.Admission;
import dev.portcullis.proxy.exemption.ExemptionApi;
import dev.portcullis.proxy.ops.AdminAction;
import dev.portcullis.proxy.ops.AdminServer;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.ops.Readiness;
import dev.portcullis.proxy.page.LatencyHistory;
import dev.portcullis.proxy.page.Page;
import dev.portcullis.proxy.page.PageSources;
import dev.portcullis.proxy.page.SignerUses;
import dev.portcullis.proxy.prefetch.Prefetcher;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.record.DecisionLog;
import dev.portcullis.proxy.record.DecisionRecord;
import dev.portcullis.proxy.record.RecentEntries;
import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.RelayConfig;
import dev.portcullis.proxy.relay.TagHeads;
import dev.portcullis.proxy.revocation.RevocationApi;
import dev.portcullis.proxy.server.Gate;
import dev.portcullis.proxy.server.ListenConfig;
import dev.portcullis.proxy.server.RegistryServer;
import dev.portcullis.proxy.server.ServerLimits;
import dev.portcullis.proxy.server.Serving;
import dev.portcullis.proxy.server.Transport;
import dev.portcullis.proxy.trust.RootRefresher;
import dev.portcullis.proxy.upstream.Caller;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The running program: with {@link Backend} the only place that constructs services. Its methods
 * may be called on any thread but an event loop.
 */
final class Wiring implements AutoCloseable {
  /** Where the record usually goes: the logger whose lines are the standard output. */
  static final Consumer<String> STANDARD_OUTPUT =
      LoggerFactory.getLogger("portcullis.decisions")::info;

  private final Metrics metrics = new Metrics();
  private final RecentEntries recent = new RecentEntries();
  private final SignerUses uses = new SignerUses();
  private final LatencyHistory latencies;
  private final Readiness readiness = new Readiness(metrics);
  private final Backend backend;
  private final RootRefresher roots;
  private final Prefetcher prefetcher;
  private final DecisionLog log;
  private final DecisionRecord decisions;
  private final BlobRelay relay;
  private final RegistryServer server;
  private final TagHeads tagHeads;
  private final AdminServer admin;
  private final ExemptionNotices notices;
  private volatile Config config;

  private Wiring(
      Config config,
      DecisionFormat format,
      Consumer<String> record,
      InstantSource clock,
      Transport transport)
      throws IOException, MalformedException {
    this.config = config;
    this.backend = Backend.open(config, metrics, clock);
    this.roots = new RootRefresher(clock, metrics::rootRefreshed);
    this.log = DecisionLog.start(format, record);
    this.decisions =
        DecisionRecord.start(
            config.record(),
            entry -> {
              recent.add(entry);
              uses.add(entry);
              log.record(entry);
            },
            clock);
    Recorder recorder = new Recorder(metrics, decisions, clock);
    this.relay =
        new BlobRelay(
            RelayConfig.of(config.admission().verifyBlobs(), transport.clientChannel())
                .redirectingFrom(config.admission().redirectFrom()));
    Admission admission = backend.admission();
    this.server =
        RegistryServer.start(
            new ListenConfig(config.listen(), transport, 0, ServerLimits.defaults()),
            serving(config),
            new Gate(admission::warm, admission::manifest, admission::blob, admission::forget),
            relay,
            backend::registry,
            recorder::record);
    this.tagHeads = new TagHeads(relay, server.loops());
    admission.lookUpTagsBy(tagHeads::ask);
    this.prefetcher =
        new Prefetcher(
            (repository, target) -> admission.manifest(repository, target, Caller.proxy()),
            metrics::prefetched);
    RevocationApi revocations =
        new RevocationApi(
            backend.denied(),
            backend.revocations(),
            () -> running().policy().policy().denied(),
            () -> running().policy().policy().signers().keySet(),
            clock);
    ExemptionApi exemptions =
        new ExemptionApi(
            backend.exempted(),
            () -> running().policy().policy().exemptions(),
            digest -> admission.rulebook().policy().denied().digests().contains(digest),
            clock);
    RecordedApi api =
        new RecordedApi(
            request -> revocations.answer(request).or(() -> exemptions.answer(request)),
            decisions,
            clock);
    this.notices = ExemptionNotices.start(backend::exemptions, clock);
    this.latencies = LatencyHistory.start(metrics::verdictTimes, clock);
    this.admin =
        AdminServer.start(
            config.admin(),
            metrics,
            readiness,
            () -> ConfigSummary.json(running()),
            new Page(
                new PageSources(
                    recent,
                    uses,
                    () -> running().policy().policy(),
                    backend.revocations(),
                    latencies,
                    api,
                    clock)),
            List.of(
                new AdminAction(
                    PrefetchAction.PATH,
                    new PrefetchAction(prefetcher, name -> backend.registry(name).isPresent()))),
            api);
    metrics.admission(admission);
    metrics.revocations(backend.revocations());
    metrics.relay(relay.counters());
    metrics.server(server);
    metrics.log(log);
    metrics.signers(config.policy().policy().signers().values(), uses::pullsByKey);
    metrics.rules(config.policy().policy().rules());
    metrics.record(decisions.counters());
    metrics.exemptions().report(backend.exemptions());
    refreshRoots(config);
    prefetcher.reconfigure(config.prefetch());
  }

  /**
   * Starts everything, and says that it is ready once the paths that matter are warm.
   *
   * @param format how decisions are recorded
   * @param record takes each line of the record, always on the same thread
   * @throws IOException if an address or the state folder cannot be had
   * @throws MalformedException if the clients' password file is not one
   */
  static Wiring start(
      Config config, DecisionFormat format, Consumer<String> record, InstantSource clock)
      throws IOException, MalformedException {
    return start(config, format, record, clock, Transport.best());
  }

  /**
   * As {@link #start(Config, DecisionFormat, Consumer, InstantSource)}, over a chosen transport.
   */
  static Wiring start(
      Config config,
      DecisionFormat format,
      Consumer<String> record,
      InstantSource clock,
      Transport transport)
      throws IOException, MalformedException {
    WarmUp warmUp = WarmUp.start(!config.policy().trust().sigstore().isEmpty());
    Wiring wiring = new Wiring(config, format, record, clock, transport);
    warmUp.await();
    wiring.readiness.set(true);
    if (!config.isBuiltIn()) {
      wiring.backend.keepUpstreamsOpen();
    }
    return wiring;
  }

  private void refreshRoots(Config of) {
    roots.reconfigure(of.roots());
    of.roots().forEach(source -> metrics.root(roots, source.name()));
  }

  private static Serving serving(Config config) {
    return new Serving(config.upstreams(), config.clients(), config.tls());
  }

  private Config running() {
    return config;
  }

  /**
   * Puts a new configuration in force, whole or not at all; the settings that {@link
   * Config#needingRestart} names keep their old values.
   *
   * @throws IllegalStateException if the new TLS or password files cannot be used
   */
  void reload(Config next) {
    try {
      server.reconfigure(serving(next));
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    backend.reload(next);
    refreshRoots(next);
    prefetcher.reconfigure(next.prefetch());
    admin.reconfigure(next.admin());
    metrics.signers(next.policy().policy().signers().values(), uses::pullsByKey);
    metrics.rules(next.policy().policy().rules());
    config = next;
  }

  /** Where clients are served. */
  InetSocketAddress address() {
    return server.address();
  }

  /** Where operators are served. */
  InetSocketAddress adminAddress() {
    return admin.address();
  }

  TagHeads tagHeads() {
    return tagHeads;
  }

  Metrics metrics() {
    return metrics;
  }

  Admission admission() {
    return backend.admission();
  }

  /**
   * Says that it is not ready, takes pulls for a while longer as configured, and then no new ones;
   * lets those under way finish, and stops. Blocks.
   */
  void drain() throws InterruptedException {
    readiness.set(false);
    Thread.sleep(config.drain().delay());
    drain(config.drain().timeout());
  }

  /** Takes no new pulls, lets those under way finish for at most {@code grace}, and stops. */
  void drain(Duration grace) {
    readiness.set(false);
    server.drain(grace);
    close();
  }

  @Override
  public void close() {
    readiness.set(false);
    server.close();
    relay.close();
    prefetcher.close();
    notices.close();
    roots.close();
    backend.close();
    admin.close();
    latencies.close();
    decisions.close();
    log.close();
    metrics.close();
  }
}
