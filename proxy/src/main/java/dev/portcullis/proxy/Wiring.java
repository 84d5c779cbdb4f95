package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.admission.Admission;
import dev.portcullis.proxy.ops.AdminServer;
import dev.portcullis.proxy.ops.DecisionFormat;
import dev.portcullis.proxy.ops.DecisionLog;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.ops.Readiness;
import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.RelayConfig;
import dev.portcullis.proxy.server.Gate;
import dev.portcullis.proxy.server.ListenConfig;
import dev.portcullis.proxy.server.RegistryServer;
import dev.portcullis.proxy.server.ServerLimits;
import dev.portcullis.proxy.server.Serving;
import dev.portcullis.proxy.server.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
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
  private final Readiness readiness = new Readiness(metrics);
  private final Backend backend;
  private final DecisionLog log;
  private final BlobRelay relay;
  private final RegistryServer server;
  private final AdminServer admin;
  private volatile Config config;

  private Wiring(Config config, DecisionFormat format, Consumer<String> record, InstantSource clock)
      throws IOException, MalformedException {
    this.config = config;
    this.backend = Backend.open(config, metrics, clock);
    this.log = DecisionLog.start(format, metrics, record);
    Recorder recorder = new Recorder(metrics, log, clock);
    Transport transport = Transport.best();
    this.relay =
        new BlobRelay(RelayConfig.of(config.admission().verifyBlobs(), transport.clientChannel()));
    Admission admission = backend.admission();
    this.server =
        RegistryServer.start(
            new ListenConfig(config.listen(), transport, 0, ServerLimits.defaults()),
            serving(config),
            new Gate(admission::warm, admission::manifest, admission::blob, admission::forget),
            relay,
            backend::registry,
            recorder::record);
    this.admin =
        AdminServer.start(config.admin(), metrics, readiness, () -> ConfigSummary.json(running()));
    metrics.admission(admission);
    metrics.relay(relay.counters());
    metrics.server(server);
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
    Wiring wiring = new Wiring(config, format, record, clock);
    WarmUp.run(!config.policy().trust().sigstore().isEmpty());
    wiring.readiness.set(true);
    return wiring;
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
    admin.reconfigure(next.admin());
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

  Metrics metrics() {
    return metrics;
  }

  Admission admission() {
    return backend.admission();
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
    backend.close();
    admin.close();
    log.close();
    metrics.close();
  }
}
