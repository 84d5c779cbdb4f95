package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.RelayConfig;
import dev.portcullis.proxy.relay.UpstreamAccess;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A server on a loopback port that answers what it was told to. */
final class Harness implements AutoCloseable {
  static final ServerLimits LIMITS =
      new ServerLimits(
          100, 100, Duration.ofMillis(800), Duration.ofSeconds(3), Duration.ofSeconds(1), 100);

  private static final ClientsConfig OPEN = ClientsConfig.anyone();

  /** Answers for digests, from memory. */
  final Map<Digest, Answer> warm = new ConcurrentHashMap<>();

  /** Answers for tags and blobs; the key is the tag or digest. */
  final Map<String, CompletableFuture<Answer>> cold = new ConcurrentHashMap<>();

  /** On whose behalf content was asked for. */
  final List<Caller> callers = new CopyOnWriteArrayList<>();

  /** The manifests that were pushed or deleted. */
  final List<String> forgotten = new CopyOnWriteArrayList<>();

  final List<Pull> pulls = new CopyOnWriteArrayList<>();

  /** What the upstream is shown unasked. */
  final AtomicReference<Fetch<Optional<String>>> authorization =
      new AtomicReference<>(new Fetch.Found<>(Optional.empty()));

  /** What the upstream is shown when it asks. */
  final AtomicReference<Fetch<Optional<String>>> answers =
      new AtomicReference<>(new Fetch.Denied<>("nothing to show", Optional.empty()));

  /** Where redirects may lead. */
  final UpstreamAccess.Addresses addresses =
      host -> {
        if (host.equals("127.0.0.1") || host.equals("localhost")) {
          return List.of(InetAddress.getLoopbackAddress());
        }
        throw new UnknownHostException(host + " is not a public address");
      };

  /** Whether pulls can be recorded. */
  volatile boolean mayAnswer = true;

  final BlobRelay relay;
  final RegistryServer server;

  Harness() throws Exception {
    this(LIMITS);
  }

  Harness(ServerLimits limits) throws Exception {
    this(limits, URI.create("http://127.0.0.1:1"), true);
  }

  Harness(ServerLimits limits, URI upstream, boolean verify) throws Exception {
    this(limits, UpstreamConfig.of("registry.acme.io", upstream), verify, OPEN, Optional.empty());
  }

  /** One that redirects blobs of 1,000 bytes and more. */
  static Harness redirecting(URI upstream) throws Exception {
    return new Harness(
        LIMITS,
        UpstreamConfig.of("registry.acme.io", upstream),
        true,
        OPEN,
        Optional.empty(),
        OptionalLong.of(1_000));
  }

  Harness(
      ServerLimits limits,
      UpstreamConfig acme,
      boolean verify,
      ClientsConfig clients,
      Optional<TlsConfig> tls)
      throws Exception {
    this(limits, acme, verify, clients, tls, OptionalLong.empty());
  }

  private Harness(
      ServerLimits limits,
      UpstreamConfig acme,
      boolean verify,
      ClientsConfig clients,
      Optional<TlsConfig> tls,
      OptionalLong redirectFrom)
      throws Exception {
    relay =
        new BlobRelay(
            new RelayConfig(
                verify,
                redirectFrom,
                Transport.best().clientChannel(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2)));
    RegistryClient client =
        new RegistryClient(acme, new dev.portcullis.proxy.upstream.Transport(Timeouts.DEFAULT));
    UpstreamAccess access =
        acme.credentials() instanceof UpstreamCredentials.Login
            ? UpstreamAccess.of(client)
            : new UpstreamAccess(
                acme,
                (caller, path, purpose) -> authorization.get(),
                (caller, path, purpose, used, challenges) -> answers.get(),
                addresses);
    Serving serving =
        new Serving(
            List.of(acme, UpstreamConfig.of("docker.io", URI.create("http://127.0.0.1:1"))),
            clients,
            tls);
    Gate gate =
        new Gate(
            (repository, digest, caller) -> Optional.ofNullable(warm.get(digest)),
            (repository, target, caller) -> answer(target.toString(), caller),
            (repository, digest, caller) -> answer(digest.toString(), caller),
            (repository, target) -> forgotten.add(repository + " " + target));
    ListenConfig config =
        new ListenConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Transport.best(),
            1,
            limits);
    server =
        RegistryServer.start(
            config,
            serving,
            gate,
            relay,
            name -> Optional.of(client),
            name -> Optional.of(access),
            pull -> {
              pulls.add(pull);
              return CompletableFuture.completedFuture(mayAnswer);
            });
  }

  private CompletableFuture<Answer> answer(String key, Caller caller) {
    callers.add(caller);
    return cold.getOrDefault(key, CompletableFuture.completedFuture(new Answer.Absent("")));
  }

  RawClient client() throws IOException {
    return new RawClient(server.address());
  }

  @Override
  public void close() {
    server.close();
    relay.close();
  }
}
