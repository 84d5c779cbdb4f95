package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An upstream and the proxy in front of it, for tests of blobs on their way. */
@ExtendWith(Leaks.class)
@Timeout(120)
abstract class BlobGround {
  static final byte[] BLOB = random(3_000_000);
  static final Digest DIGEST = Digest.sha256(Bytes.copyOf(BLOB));
  static final String PATH = "/v2/registry.acme.io/prod/api/blobs/";

  private Optional<RawUpstream> upstream = Optional.empty();

  private Optional<Harness> harness = Optional.empty();

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  /** Closes what the test started. */
  @AfterEach
  void stop() throws Exception {
    harness.ifPresent(Harness::close);
    if (upstream.isPresent()) {
      upstream.get().close();
    }
  }

  /** Starts a proxy in front of an upstream that answers as {@code script} says. */
  final Harness proxy(RawUpstream.Script script, boolean verify) throws Exception {
    RawUpstream started = new RawUpstream(script);
    upstream = Optional.of(started);
    Harness proxy = new Harness(Harness.LIMITS, started.url(), verify);
    harness = Optional.of(proxy);
    return proxy;
  }

  /** Starts a proxy in front of an upstream that need not be there. */
  final Harness proxyOf(URI url) throws Exception {
    Harness proxy = new Harness(Harness.LIMITS, url, true);
    harness = Optional.of(proxy);
    return proxy;
  }

  /** The upstream that {@link #proxy} started. */
  final RawUpstream upstream() {
    return upstream.orElseThrow();
  }

  /** Lets the gate admit {@code digest}. */
  static void admit(Harness proxy, Digest digest, Optional<Long> size) {
    proxy.cold.put(
        digest.toString(),
        CompletableFuture.completedFuture(
            new Answer.Relay(TestPermits.of(Pulls.REPOSITORY, digest), size)));
  }

  /** An upstream that has {@code body} and nothing else. */
  static RawUpstream.Script serving(byte[] body) {
    return (request, socket, out) -> {
      RawUpstream.head(out, "200 OK", "Content-Length: " + body.length);
      if (!request.startsWith("HEAD")) {
        out.write(body);
      }
    };
  }

  /** GETs a blob and gives its body. */
  static byte[] get(RawClient client, Digest digest, String headers) throws IOException {
    client.request("GET " + PATH + digest, headers);
    RawClient.Head head = client.readHead();
    assertThat(head.status()).isIn(200, 206);
    return client.input().readNBytes(Integer.parseInt(head.header("Content-Length")));
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** GETs a blob and makes sure that the connection is still good. */
  final RawClient.Response ask(Harness proxy, Digest digest, String headers) throws IOException {
    try (RawClient client = proxy.client()) {
      RawClient.Response response = client.request("GET " + PATH + digest, headers).read();
      assertThat(client.get("/v2/").read().status()).isEqualTo(200);
      return response;
    }
  }
}
