package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A registry, or an upstream with a script, behind a proxy that passes pushes through. */
@ExtendWith(Leaks.class)
@Timeout(120)
abstract class PushGround {
  static final String ROOT = "/v2/registry.acme.io/prod/api";
  static final String BLOB = "some content";
  static final Digest DIGEST = Digest.sha256(Bytes.utf8(BLOB));

  private MemoryRegistry registry;

  private Optional<RawUpstream> raw = Optional.empty();

  private Optional<Harness> started = Optional.empty();

  @BeforeEach
  void start() {
    registry = MemoryRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    started.ifPresent(Harness::close);
    registry.close();
    if (raw.isPresent()) {
      raw.get().close();
    }
  }

  /** Starts a proxy in front of {@code url} that passes pushes through. */
  final Harness proxy(URI url, UpstreamCredentials credentials, ClientsConfig clients)
      throws Exception {
    UpstreamConfig upstream =
        new UpstreamConfig(
            "registry.acme.io",
            url,
            false,
            credentials,
            Duration.ZERO,
            Optional.empty(),
            true,
            List.of(),
            List.of(),
            Optional.empty());
    Harness harness = new Harness(Harness.LIMITS, upstream, true, clients, Optional.empty());
    started = Optional.of(harness);
    return harness;
  }

  /** Starts one in front of the registry. */
  final Harness proxy() throws Exception {
    return proxy(registry.url(), new UpstreamCredentials.Anonymous(), ClientsConfig.anyone());
  }

  /** Starts one in front of an upstream that answers as {@code script} says. */
  final Harness proxy(RawUpstream.Script script) throws Exception {
    return proxy(script, new UpstreamCredentials.PassThrough());
  }

  /** Starts one that shows the upstream what the harness was given, whoever asks. */
  final Harness proxyOfAnyone(RawUpstream.Script script) throws Exception {
    return proxy(script, new UpstreamCredentials.Anonymous());
  }

  private Harness proxy(RawUpstream.Script script, UpstreamCredentials credentials)
      throws Exception {
    RawUpstream upstream = new RawUpstream(script);
    raw = Optional.of(upstream);
    return proxy(upstream.url(), credentials, ClientsConfig.anyone());
  }

  /** The registry that pushes go to unless a test says otherwise. */
  final MemoryRegistry registry() {
    return registry;
  }

  /** The scripted upstream that {@link #proxy(RawUpstream.Script)} started. */
  final RawUpstream upstream() {
    return raw.orElseThrow();
  }

  /** Sends a request with a body of known length and reads the answer. */
  static RawClient.Response send(RawClient client, String line, String headers, String body)
      throws Exception {
    client.request(line, headers + "Content-Length: " + body.length() + "\r\n");
    return client.send(body).read();
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
