package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.upstream.Fetch;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Blobs on their way from an upstream that does as it should, or does not. */
@ExtendWith(Leaks.class)
@Timeout(120)
class BlobRelayTest {
  private static final byte[] BLOB = random(3_000_000);
  private static final Digest DIGEST = Digest.sha256(Bytes.copyOf(BLOB));
  private static final String PATH = "/v2/registry.acme.io/prod/api/blobs/";

  private Optional<RawUpstream> upstream = Optional.empty();
  private Optional<Harness> harness = Optional.empty();

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @AfterEach
  void stop() throws Exception {
    harness.ifPresent(Harness::close);
    if (upstream.isPresent()) {
      upstream.get().close();
    }
  }

  private Harness proxy(RawUpstream.Script script, boolean verify) throws Exception {
    RawUpstream started = new RawUpstream(script);
    upstream = Optional.of(started);
    Harness proxy = new Harness(Harness.LIMITS, started.url(), verify);
    harness = Optional.of(proxy);
    return proxy;
  }

  private static void admit(Harness proxy, Digest digest, Optional<Long> size) {
    proxy.cold.put(
        digest.toString(),
        CompletableFuture.completedFuture(
            new Answer.Relay(TestPermits.of(Pulls.REPOSITORY, digest), size)));
  }

  private static RawUpstream.Script serving(byte[] body) {
    return (request, socket, out) -> {
      RawUpstream.head(out, "200 OK", "Content-Length: " + body.length);
      if (!request.startsWith("HEAD")) {
        out.write(body);
      }
    };
  }

  private static byte[] get(RawClient client, Digest digest, String headers) throws IOException {
    client.request("GET " + PATH + digest, headers);
    RawClient.Head head = client.readHead();
    assertThat(head.status()).isIn(200, 206);
    return client.input().readNBytes(Integer.parseInt(head.header("Content-Length")));
  }

  @Test
  void aBlobComesWholeAndTheConnectionsAreKept() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      for (int again = 0; again < 5; again++) {
        assertThat(get(client, DIGEST, "")).isEqualTo(BLOB);
      }
      assertThat(client.get("/v2/").read().status()).isEqualTo(200);
    }
    assertThat(upstream.orElseThrow().connections).hasValue(1);
    assertThat(proxy.relay.counters().sent()).isEqualTo(5);
    assertThat(proxy.relay.counters().bytes()).isEqualTo(5L * BLOB.length);
    assertThat(upstream.orElseThrow().requests.getFirst())
        .startsWith("GET /v2/prod/api/blobs/" + DIGEST + " HTTP/1.1\r\n")
        .containsIgnoringCase("accept-encoding: identity\r\n")
        .doesNotContainIgnoringCase("authorization");
  }

  @Test
  void theHeadersOfABlobAreTheProxysOwn() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(
                    out,
                    "200 OK",
                    "Content-Length: 0",
                    "Content-Type: text/html",
                    "Set-Cookie: a=b",
                    "Docker-Content-Digest: sha256:evil",
                    "Link: </x>; rel=next",
                    "Location: /elsewhere"),
            true);
    Digest empty = Digest.sha256(Bytes.empty());
    admit(proxy, empty, Optional.of(0L));
    try (RawClient client = proxy.client()) {
      RawClient.Response response =
          client.get("/v2/prod/api/blobs/" + empty + "?ns=registry.acme.io").read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers())
          .containsOnlyKeys(
              "content-length",
              "content-type",
              "accept-ranges",
              "etag",
              "docker-content-digest",
              "docker-distribution-api-version",
              "oci-namespace");
      assertThat(response.header("Content-Type")).isEqualTo("application/octet-stream");
      assertThat(response.header("Docker-Content-Digest")).isEqualTo(empty.toString());
      RawClient.Response ollama =
          client.request("GET " + PATH + empty, "User-Agent: ollama/0.9 (amd64)\r\n").read();
      assertThat(ollama.header("Location")).isEqualTo(PATH + empty);
    }
  }

  @Test
  void headAsksTheUpstreamForItsHeadersOnly() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      for (int again = 0; again < 2; again++) {
        RawClient.Response response = client.request("HEAD " + PATH + DIGEST, "").read(false);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Length")).isEqualTo("" + BLOB.length);
      }
      assertThat(client.get("/v2/").read().status()).isEqualTo(200);
    }
    assertThat(upstream.orElseThrow().requests).hasSize(2).allMatch(r -> r.startsWith("HEAD "));
    assertThat(upstream.orElseThrow().connections).hasValue(1);
  }

  /** Whatever is wrong with a large body, the client must not be able to take it for whole. */
  private void assertCut(RawUpstream.Script script, boolean verify, Optional<Long> size)
      throws Exception {
    Harness proxy = proxy(script, verify);
    admit(proxy, DIGEST, size);
    try (RawClient client = proxy.client()) {
      client.get(PATH + DIGEST);
      RawClient.Head head = client.readHead();
      assertThat(head.status()).isEqualTo(200);
      byte[] got = client.input().readAllBytes();
      if (head.header("Content-Length").isEmpty()) {
        assertThat(new String(got, StandardCharsets.ISO_8859_1)).doesNotEndWith("0\r\n\r\n");
      } else {
        assertThat(got.length).isLessThan(Integer.parseInt(head.header("Content-Length")));
      }
    }
    assertThat(proxy.relay.counters().cut()).isEqualTo(1);
    assertThat(proxy.relay.counters().sent()).isZero();
  }

  @Test
  void wrongBytesAreCutBeforeTheirEnd() throws Exception {
    byte[] wrong = BLOB.clone();
    wrong[17] ^= 1;
    assertCut(serving(wrong), true, Optional.of((long) BLOB.length));
  }

  @Test
  void wrongLastByteIsCut() throws Exception {
    byte[] wrong = BLOB.clone();
    wrong[wrong.length - 1] ^= 1;
    assertCut(serving(wrong), true, Optional.empty());
  }

  @Test
  void wrongBytesWithoutAStatedLengthAreCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Connection: close");
          out.write(BLOB, 0, BLOB.length - 1);
          out.flush();
          socket.close();
        },
        true,
        Optional.empty());
  }

  @Test
  void aBodyThatBreaksOffIsCutEvenWithoutHashing() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Content-Length: " + BLOB.length);
          out.write(BLOB, 0, BLOB.length / 2);
          out.flush();
          socket.close();
        },
        false,
        Optional.empty());
  }

  @Test
  void aBodyThatStallsIsCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Content-Length: " + BLOB.length);
          out.write(BLOB, 0, BLOB.length / 2);
          out.flush();
          sleep(30_000);
        },
        true,
        Optional.empty());
  }

  @Test
  void aChunkedBodyThatIsTooLongIsCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Transfer-Encoding: chunked");
          for (int i = 0; i < 40; i++) {
            out.write("20000\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(BLOB, 0, 0x20000);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
          }
          out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        },
        false,
        Optional.of((long) BLOB.length));
  }

  @Test
  void aChunkedBodyThatEndsEarlyIsCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Transfer-Encoding: chunked");
          out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
          out.write(BLOB, 0, 0x100000);
          out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        },
        false,
        Optional.of((long) BLOB.length));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RawClient.Response ask(Harness proxy, Digest digest, String headers) throws IOException {
    try (RawClient client = proxy.client()) {
      RawClient.Response response = client.request("GET " + PATH + digest, headers).read();
      assertThat(client.get("/v2/").read().status()).isEqualTo(200);
      return response;
    }
  }

  @Test
  void aSmallBodyThatIsWrongIsRefusedAndNotCut() throws Exception {
    Digest small = Digest.sha256(Bytes.utf8("{}"));
    Harness proxy = proxy(serving("[]".getBytes(StandardCharsets.UTF_8)), true);
    admit(proxy, small, Optional.of(2L));
    RawClient.Response response = ask(proxy, small, "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.body()).contains("DENIED", "instead of " + small);
  }

  @Test
  void aSizeThatContradictsTheManifestIsRefusedBeforeAnyByte() throws Exception {
    Harness proxy = proxy(serving(BLOB), false);
    admit(proxy, DIGEST, Optional.of(BLOB.length + 1L));
    RawClient.Response response = ask(proxy, DIGEST, "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.body())
        .contains("3000000 bytes", "the manifest that admits it says 3000001");
  }

  @Test
  void aCodingThatWasNotAskedForIsRefused() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(out, "200 OK", "Content-Length: 0", "Content-Encoding: gzip"),
            true);
    admit(proxy, DIGEST, Optional.empty());
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(403);
  }

  @Test
  void rangesArePassedOn() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              String range = request.replaceAll("(?s).*(?i:range: bytes=)([0-9-]+).*", "$1");
              int from = Integer.parseInt(range.substring(0, range.indexOf('-')));
              int to = Integer.parseInt(range.substring(range.indexOf('-') + 1));
              RawUpstream.head(
                  out,
                  "206 Partial Content",
                  "Content-Length: " + (to - from + 1),
                  "Content-Range: bytes " + from + "-" + to + "/" + BLOB.length);
              out.write(BLOB, from, to - from + 1);
            },
            true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      client.request("GET " + PATH + DIGEST, "Range: bytes=1000-1999\r\n");
      RawClient.Head head = client.readHead();
      assertThat(head.status()).isEqualTo(206);
      assertThat(head.header("Content-Range")).isEqualTo("bytes 1000-1999/3000000");
      assertThat(client.input().readNBytes(1000)).isEqualTo(Arrays.copyOfRange(BLOB, 1000, 2000));
    }
  }

  @Test
  void anotherRangeThanAskedForIsRefused() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(
                  out,
                  "206 Partial Content",
                  "Content-Length: 10",
                  "Content-Range: bytes 0-9/" + BLOB.length);
              out.write(BLOB, 0, 10);
            },
            true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    assertThat(ask(proxy, DIGEST, "Range: bytes=10-19\r\n").status()).isEqualTo(403);
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(503);
  }

  @Test
  void aRangeOutsideOfTheBlobIsNotSatisfiable() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(out, "416 Range Not Satisfiable", "Content-Length: 0"),
            true);
    admit(proxy, DIGEST, Optional.of(10L));
    RawClient.Response response = ask(proxy, DIGEST, "Range: bytes=10-19\r\n");
    assertThat(response.status()).isEqualTo(416);
    assertThat(response.header("Content-Range")).isEqualTo("bytes */10");
  }

  @Test
  void severalRangesAreAnsweredWithAll() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      assertThat(get(client, DIGEST, "Range: bytes=0-1,5-6\r\n")).isEqualTo(BLOB);
    }
    assertThat(upstream.orElseThrow().requests.getFirst()).doesNotContainIgnoringCase("range:");
  }

  @Test
  void aRedirectIsFollowedWithoutCredentials() throws Exception {
    try (RawUpstream storage = new RawUpstream(serving(BLOB))) {
      Harness proxy =
          proxy(
              (request, socket, out) -> {
                String body = "<a href=there>there</a>";
                RawUpstream.head(
                    out,
                    "307 Temporary Redirect",
                    "Location: " + storage.url() + "/bucket/x?X-Amz-Signature=abc%2Fd&e=f",
                    "Content-Length: " + body.length());
                out.write(body.getBytes(StandardCharsets.US_ASCII));
              },
              true);
      proxy.authorization.set(new Fetch.Found<>(Optional.of("Bearer secret")));
      admit(proxy, DIGEST, Optional.of((long) BLOB.length));
      try (RawClient client = proxy.client()) {
        assertThat(get(client, DIGEST, "")).isEqualTo(BLOB);
        assertThat(get(client, DIGEST, "")).isEqualTo(BLOB);
      }
      assertThat(upstream.orElseThrow().requests.getFirst()).contains("Bearer secret");
      assertThat(storage.requests).hasSize(2);
      assertThat(storage.requests.getFirst())
          .startsWith("GET /bucket/x?X-Amz-Signature=abc%2Fd&e=f HTTP/1.1\r\n")
          .doesNotContain("secret");
      assertThat(upstream.orElseThrow().connections).hasValue(1);
      assertThat(storage.connections).hasValue(1);
    }
  }

  private RawClient.Response redirectedTo(String location) throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(out, "302 Found", "Location: " + location, "Content-Length: 0"),
            true);
    admit(proxy, DIGEST, Optional.empty());
    return ask(proxy, DIGEST, "");
  }

  @Test
  void aRedirectToAForbiddenAddressIsNotFollowed() throws Exception {
    RawClient.Response response = redirectedTo("http://169.254.169.254/latest/meta-data");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("is not a public address");
  }

  @Test
  void aRedirectWithCredentialsOrOfAnotherSchemeIsNotFollowed() throws Exception {
    assertThat(redirectedTo("http://user:password@127.0.0.1/").status()).isEqualTo(503);
    stop();
    assertThat(redirectedTo("ftp://127.0.0.1/").status()).isEqualTo(503);
    stop();
    assertThat(redirectedTo("").status()).isEqualTo(503);
  }

  @Test
  void redirectsEndSomewhere() throws Exception {
    RawClient.Response response = redirectedTo("/again");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("redirects too often");
    assertThat(upstream.orElseThrow().requests).hasSize(4);
  }

  @Test
  void aChallengeIsAnsweredOnce() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              if (request.contains("Bearer fresh")) {
                serving(BLOB).answer(request, socket, out);
              } else {
                RawUpstream.head(
                    out, "401 Unauthorized", "WWW-Authenticate: Bearer x", "Content-Length: 0");
              }
            },
            true);
    proxy.authorization.set(new Fetch.Found<>(Optional.of("Bearer stale")));
    admit(proxy, DIGEST, Optional.empty());
    proxy.answers.set(new Fetch.Found<>(Optional.of("Bearer stale too")));
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(401);
    assertThat(upstream.orElseThrow().requests).hasSize(2);
    proxy.answers.set(new Fetch.Found<>(Optional.of("Bearer fresh")));
    try (RawClient client = proxy.client()) {
      assertThat(get(client, DIGEST, "")).isEqualTo(BLOB);
    }
    assertThat(upstream.orElseThrow().requests).hasSize(4);
  }

  @Test
  void statusesOfTheUpstreamAreMapped() throws Exception {
    AtomicInteger status = new AtomicInteger();
    Harness proxy =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(out, status + " X", "Content-Length: 0", "Retry-After: 9", "X: y"),
            true);
    admit(proxy, DIGEST, Optional.empty());
    status.set(404);
    RawClient.Response absent = ask(proxy, DIGEST, "");
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.body()).contains("BLOB_UNKNOWN");
    status.set(403);
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(403);
    status.set(429);
    RawClient.Response limited = ask(proxy, DIGEST, "");
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.header("Retry-After")).isEqualTo("9");
    for (int strange : new int[] {500, 502, 204, 206, 418}) {
      status.set(strange);
      assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(503);
    }
  }

  @Test
  void anUpstreamThatIsNotThereIsTrouble() throws Exception {
    Harness proxy = new Harness(Harness.LIMITS, URI.create("http://127.0.0.1:1"), true);
    harness = Optional.of(proxy);
    admit(proxy, DIGEST, Optional.empty());
    RawClient.Response response = ask(proxy, DIGEST, "");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("no connection to 127.0.0.1:1");
  }

  @Test
  void anUpstreamThatNeverAnswersIsTrouble() throws Exception {
    Harness proxy = proxy((request, socket, out) -> sleep(30_000), true);
    admit(proxy, DIGEST, Optional.empty());
    RawClient.Response response = ask(proxy, DIGEST, "");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("does not answer");
  }

  @Test
  void aKeptConnectionThatTheUpstreamClosedIsReplaced() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              if (answered.incrementAndGet() == 2) {
                socket.close();
              } else {
                serving(BLOB).answer(request, socket, out);
              }
            },
            true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      assertThat(get(client, DIGEST, "")).isEqualTo(BLOB);
      assertThat(get(client, DIGEST, "")).isEqualTo(BLOB);
    }
    assertThat(upstream.orElseThrow().requests).hasSize(3);
  }

  @Test
  void aResponseThatIsNotHttpIsTrouble() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                out.write("ICY 200 OK\r\n\r\nnoise".getBytes(StandardCharsets.US_ASCII)),
            true);
    admit(proxy, DIGEST, Optional.empty());
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(503);
  }

  @Test
  void aSlowClientSlowsTheUpstreamDown() throws Exception {
    long size = 300_000_000L;
    AtomicLong written = new AtomicLong();
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(out, "200 OK", "Content-Length: " + size);
              for (long at = 0; at < size; at += 100_000) {
                out.write(BLOB, 0, 100_000);
                written.addAndGet(100_000);
              }
            },
            false);
    admit(proxy, DIGEST, Optional.of(size));
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 * 1024);
    socket.connect(proxy.server.address());
    try (RawClient client = new RawClient(socket)) {
      client.get(PATH + DIGEST);
      client.readHead();
      sleep(600);
      long before = written.get();
      assertThat(before).isLessThan(20_000_000);
      long read = 0;
      byte[] some = new byte[64 * 1024];
      while (read < size) {
        int now = client.input().read(some);
        assertThat(now).isPositive();
        read += now;
        assertThat(written.get() - read).isLessThan(20_000_000);
      }
      assertThat(read).isEqualTo(size);
    }
  }

  @Test
  void aClientThatTakesNothingIsCut() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(out, "200 OK", "Content-Length: 300000000");
              for (int i = 0; i < 3000; i++) {
                out.write(BLOB, 0, 100_000);
              }
            },
            false);
    admit(proxy, DIGEST, Optional.of(300_000_000L));
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 * 1024);
    socket.connect(proxy.server.address());
    try (RawClient client = new RawClient(socket)) {
      client.get(PATH + DIGEST);
      for (int i = 0; i < 200 && upstream.orElseThrow().requests.isEmpty(); i++) {
        sleep(10);
      }
      for (int i = 0; i < 200 && proxy.server.connections() > 0; i++) {
        sleep(50);
      }
      assertThat(proxy.server.connections()).isZero();
      assertThat(proxy.relay.counters().cut()).isEqualTo(1);
    }
  }

  @Test
  void aClientThatGoesAwayStopsTheUpstream() throws Exception {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(out, "200 OK", "Content-Length: 300000000");
              try {
                for (int i = 0; i < 3000; i++) {
                  out.write(BLOB, 0, 100_000);
                }
              } catch (IOException e) {
                stopped.complete(null);
                throw e;
              }
            },
            true);
    admit(proxy, DIGEST, Optional.of(300_000_000L));
    try (RawClient client = proxy.client()) {
      client.get(PATH + DIGEST);
      client.readHead();
    }
    stopped.get(10, TimeUnit.SECONDS);
  }

  @Test
  void requestsThatFollowABlobWaitForIt() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      String host = " HTTP/1.1\r\nHost: r\r\n\r\n";
      client.send(("GET " + PATH + DIGEST + host + "GET /v2/" + host).repeat(3));
      for (int i = 0; i < 3; i++) {
        client.readHead();
        assertThat(client.input().readNBytes(BLOB.length)).isEqualTo(BLOB);
        assertThat(client.read().body()).isEqualTo("{}");
      }
    }
  }
}
