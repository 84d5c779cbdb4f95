package dev.portcullis.proxy;

import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.file.AwaitedRoot;
import dev.portcullis.proxy.admission.Admission;
import dev.portcullis.proxy.admission.Rulebook;
import dev.portcullis.proxy.evidence.EvidenceConfig;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.exemption.ExemptionBook;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.revocation.DenyBook;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.proxy.upstream.RegistryClient;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is behind the listener: registry clients, the search for evidence, admission. It is all that
 * {@code verify} needs, and the larger part of what {@code serve} does. Its methods may be called
 * on any thread but an event loop.
 */
final class Backend implements AutoCloseable {
  private final Registries registries;
  private final EvidenceFinder evidence;
  private final Revocations revocations;
  private final Admission admission;
  private final DenyBook denied;
  private final ExemptionBook exempted;
  private final Metrics metrics;
  private Config config;

  private Backend(Config config, Metrics metrics, InstantSource clock) throws IOException {
    this.config = config;
    this.metrics = metrics;
    this.denied = DenyBook.open(config.admission().state(), this::booksChanged);
    this.exempted = ExemptionBook.open(config.admission().state(), this::booksChanged);
    this.registries = new Registries(metrics, config.upstreams());
    this.evidence = new EvidenceFinder(search(config), registries::client);
    this.revocations = Revocations.open(config.revocation(), metrics::revocation, clock);
    this.admission =
        Admission.open(
            config.admission(),
            rulebook(config, denied, exempted),
            registries.clients(),
            evidence,
            revocations,
            clock);
  }

  /**
   * Starts it.
   *
   * @param clock tells the instants at which decisions are made
   * @throws IOException if the state folder cannot be used
   */
  static Backend open(Config config, Metrics metrics, InstantSource clock) throws IOException {
    return new Backend(config, metrics, clock);
  }

  Admission admission() {
    return admission;
  }

  Revocations revocations() {
    return revocations;
  }

  /** The client of one upstream. */
  Optional<RegistryClient> registry(String name) {
    return registries.client(name);
  }

  /** Has connections to the upstreams opened, and kept open to those that are used. */
  void keepUpstreamsOpen() {
    registries.keepOpen();
  }

  /** What operators have revoked. */
  DenyBook denied() {
    return denied;
  }

  /** What operators have exempted. */
  ExemptionBook exempted() {
    return exempted;
  }

  /** All exemptions, of operators and of the configuration. */
  List<Exemption> exemptions() {
    Policy policy = admission.rulebook().policy();
    return Stream.concat(policy.granted().stream(), policy.exemptions().stream()).toList();
  }

  private synchronized void booksChanged() {
    admission.swap(rulebook(config, denied, exempted), registries.clients());
    metrics.exemptions().report(exemptions());
  }

  /** Puts another configuration in force. */
  synchronized void reload(Config next) {
    config = next;
    registries.reconfigure(next.upstreams());
    revocations.reconfigure(next.revocation());
    admission.swap(rulebook(next, denied, exempted), registries.clients());
    metrics.exemptions().report(exemptions());
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    admission.close();
    revocations.close();
    evidence.close();
    registries.close();
  }

  private static Rulebook rulebook(Config config, DenyBook denied, ExemptionBook exempted) {
    Policy policy = config.policy().policy();
    return new Rulebook(
        policy.withDenied(policy.denied().plus(denied.list())).withGranted(exempted.list()),
        config.policy().trust(),
        config.policy().trustRevision(),
        config.policy().awaited().stream()
            .collect(Collectors.toMap(AwaitedRoot::name, AwaitedRoot::url)));
  }

  private static EvidenceConfig search(Config config) {
    EvidenceConfig usual = EvidenceConfig.DEFAULT;
    return new EvidenceConfig(
        config.admission().absentFor(),
        usual.budget(),
        usual.concurrency(),
        usual.cacheBytes(),
        config.admission().largestEvidence().orElse(usual.largest()),
        usual.heldBytes());
  }
}
