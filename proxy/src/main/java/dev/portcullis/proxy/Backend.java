package dev.portcullis.proxy;

import dev.portcullis.policy.file.AwaitedRoot;
import dev.portcullis.proxy.admission.Admission;
import dev.portcullis.proxy.admission.Rulebook;
import dev.portcullis.proxy.evidence.EvidenceConfig;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.upstream.RegistryClient;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is behind the listener: registry clients, the search for evidence, admission. It is all that
 * {@code verify} needs, and the larger part of what {@code serve} does. Its methods may be called
 * on any thread but an event loop.
 */
final class Backend implements AutoCloseable {
  private final Registries registries;
  private final EvidenceFinder evidence;
  private final Admission admission;

  private Backend(Config config, Metrics metrics, InstantSource clock) throws IOException {
    this.registries = new Registries(metrics, config.upstreams());
    this.evidence = new EvidenceFinder(search(config), registries::client);
    this.admission =
        Admission.open(config.admission(), rulebook(config), registries.clients(), evidence, clock);
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

  /** The client of one upstream. */
  Optional<RegistryClient> registry(String name) {
    return registries.client(name);
  }

  /** Puts another configuration in force. */
  void reload(Config next) {
    registries.reconfigure(next.upstreams());
    admission.swap(rulebook(next), registries.clients());
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    admission.close();
    evidence.close();
    registries.close();
  }

  private static Rulebook rulebook(Config config) {
    return new Rulebook(
        config.policy().policy(),
        config.policy().trust(),
        config.policy().policy().revision() + "/" + config.policy().trustRevision(),
        config.policy().awaited().stream()
            .collect(Collectors.toMap(AwaitedRoot::name, AwaitedRoot::url)));
  }

  private static EvidenceConfig search(Config config) {
    EvidenceConfig usual = EvidenceConfig.DEFAULT;
    return new EvidenceConfig(
        config.admission().absentFor(), usual.budget(), usual.concurrency(), usual.cacheBytes());
  }
}
