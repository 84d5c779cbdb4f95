package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A server on a loopback port that answers what it was told to. */
final class Harness implements AutoCloseable {
  static final ServerLimits LIMITS =
      new ServerLimits(
          100, 100, Duration.ofMillis(800), Duration.ofSeconds(3), Duration.ofSeconds(1), 100);

  /** Answers for digests, from memory. */
  final Map<Digest, Answer> warm = new ConcurrentHashMap<>();

  /** Answers for tags and blobs; the key is the tag or digest. */
  final Map<String, CompletableFuture<Answer>> cold = new ConcurrentHashMap<>();

  final RegistryServer server;

  Harness() throws IOException {
    this(LIMITS);
  }

  Harness(ServerLimits limits) throws IOException {
    Routing routing =
        Routing.of(
            List.of(
                UpstreamConfig.of("registry.acme.io", URI.create("http://127.0.0.1:1")),
                UpstreamConfig.of("docker.io", URI.create("http://127.0.0.1:1"))));
    Gate gate =
        new Gate(
            (repository, digest, caller) -> Optional.ofNullable(warm.get(digest)),
            (repository, target, caller) -> answer(target.toString()),
            (repository, digest, caller) -> answer(digest.toString()));
    ListenConfig config =
        new ListenConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Transport.best(),
            1,
            limits);
    server = RegistryServer.start(config, () -> routing, gate);
  }

  private CompletableFuture<Answer> answer(String key) {
    return cold.getOrDefault(key, CompletableFuture.completedFuture(new Answer.Absent("")));
  }

  RawClient client() throws IOException {
    return new RawClient(server.address());
  }

  @Override
  public void close() {
    server.close();
  }
}
