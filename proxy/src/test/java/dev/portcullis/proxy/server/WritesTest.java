package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pushes through a proxy whose upstream says {@code writes: passthrough}. */
@ExtendWith(Leaks.class)
@Timeout(60)
class WritesTest {
  private static final String ROOT = "/v2/registry.acme.io/prod/api";
  private static final String BLOB = "some content";
  private static final Digest DIGEST = Digest.sha256(Bytes.utf8(BLOB));

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

  private Harness proxy(URI url, UpstreamCredentials credentials, ClientsConfig clients)
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

  private Harness proxy() throws Exception {
    return proxy(registry.url(), new UpstreamCredentials.Anonymous(), ClientsConfig.anyone());
  }

  private Harness proxy(RawUpstream.Script script) throws Exception {
    RawUpstream upstream = new RawUpstream(script);
    raw = Optional.of(upstream);
    return proxy(upstream.url(), new UpstreamCredentials.PassThrough(), ClientsConfig.anyone());
  }

  private static RawClient.Response send(RawClient client, String line, String headers, String body)
      throws Exception {
    client.request(line, headers + "Content-Length: " + body.length() + "\r\n");
    return client.send(body).read();
  }

  @Test
  void aBlobIsPushedInOnePiece() throws Exception {
    Harness harness = proxy();
    try (RawClient client = harness.client()) {
      RawClient.Response post = send(client, "POST " + ROOT + "/blobs/uploads/", "", "");
      assertThat(post.status()).isEqualTo(202);
      assertThat(post.header("Location")).startsWith(ROOT + "/blobs/uploads/");
      assertThat(post.header("Docker-Upload-UUID")).isNotEmpty();
      RawClient.Response put =
          send(client, "PUT " + post.header("Location") + "?digest=" + DIGEST, "", BLOB);
      assertThat(put.status()).isEqualTo(201);
      assertThat(put.header("Location")).isEqualTo(ROOT + "/blobs/" + DIGEST);
      assertThat(put.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    }
    assertThat(registry.log().of(Operation.UPLOAD)).hasSize(2);
    assertThat(registry.log().of(Operation.UPLOAD).getLast().body().toUtf8()).isEqualTo(BLOB);
  }

  @Test
  void aBlobIsPushedInChunksAndTheRegistryIsNamedByNamespace() throws Exception {
    Harness harness = proxy();
    String root = "/v2/prod/api/blobs/uploads/";
    try (RawClient client = harness.client()) {
      RawClient.Response post = send(client, "POST " + root + "?ns=registry.acme.io", "", "");
      String location = post.header("Location");
      assertThat(location).startsWith(root).endsWith("?ns=registry.acme.io");
      client.request("PATCH " + location, "Transfer-Encoding: chunked\r\n");
      RawClient.Response patch = client.send("4\r\nsome\r\n2\r\n c\r\n0\r\n\r\n").read();
      assertThat(patch.status()).isEqualTo(202);
      assertThat(patch.header("Range")).isEqualTo("0-5");
      RawClient.Response wrong =
          send(client, "PATCH " + location, "Content-Range: 9-14\r\n", "ontent");
      assertThat(wrong.status()).isEqualTo(416);
      assertThat(wrong.body()).contains("BLOB_UPLOAD_INVALID");
      RawClient.Response status = client.get(location).read();
      assertThat(status.status()).isEqualTo(204);
      assertThat(status.header("Range")).isEqualTo("0-5");
      RawClient.Response last =
          send(client, "PATCH " + location, "Content-Range: 6-11\r\n", "ontent");
      assertThat(last.status()).isEqualTo(202);
      RawClient.Response put = send(client, "PUT " + location + "&digest=" + DIGEST, "", "");
      assertThat(put.status()).isEqualTo(201);
    }
  }

  @Test
  void aManifestIsPushedAndDeleted() throws Exception {
    Harness harness = proxy();
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[]}";
    try (RawClient client = harness.client()) {
      RawClient.Response put =
          send(
              client,
              "PUT " + ROOT + "/manifests/v1",
              "Content-Type: " + MediaTypes.OCI_INDEX + "\r\n",
              manifest);
      assertThat(put.status()).isEqualTo(201);
      Digest digest = Digest.sha256(Bytes.utf8(manifest));
      assertThat(registry.tagged("prod/api", "v1")).contains(digest);
      assertThat(put.header("Location")).startsWith(ROOT + "/manifests/");
      client.request("DELETE " + ROOT + "/manifests/" + digest, "");
      assertThat(client.read().status()).isEqualTo(202);
      client.request("DELETE " + ROOT + "/manifests/" + digest, "");
      assertThat(client.read().status()).isEqualTo(404);
    }
  }

  @Test
  void aLargeBodyGoesThroughWhole() throws Exception {
    byte[] large = new byte[20_000_000];
    new Random(5).nextBytes(large);
    Harness harness = proxy();
    try (RawClient client = harness.client()) {
      String location = send(client, "POST " + ROOT + "/blobs/uploads/", "", "").header("Location");
      Digest digest = Digest.sha256(Bytes.copyOf(large));
      client.request(
          "PUT " + location + "?digest=" + digest, "Content-Length: " + large.length + "\r\n");
      client.send(new String(large, StandardCharsets.ISO_8859_1));
      assertThat(client.read().status()).isEqualTo(201);
    }
  }

  @Test
  void anUpstreamThatTakesNothingHoldsTheClientBack() throws Exception {
    Harness harness =
        proxy(
            (request, socket, out) -> {
              socket.setReceiveBufferSize(8 * 1024);
              sleep(3_000);
              socket.close();
            });
    Thread writer;
    long[] written = new long[1];
    try (RawClient client = harness.client()) {
      client.request("PATCH " + ROOT + "/blobs/uploads/x", "Content-Length: 500000000\r\n");
      writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    String some = "x".repeat(100_000);
                    try {
                      for (int i = 0; i < 5000; i++) {
                        client.send(some);
                        written[0] += some.length();
                      }
                    } catch (java.io.IOException end) {
                      assertThat(end).isNotNull();
                    }
                  });
      sleep(1_500);
      assertThat(written[0]).isLessThan(40_000_000);
      assertThat(client.read().status()).isEqualTo(503);
    }
    writer.join();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aChallengeIsAnsweredWhileNothingOfTheBodyIsGone() throws Exception {
    RawUpstream upstream =
        new RawUpstream(
            (request, socket, out) -> {
              if (request.contains("Basic secret")) {
                RawUpstream.head(
                    out,
                    "202 Accepted",
                    "Location: /v2/prod/api/blobs/uploads/1?_state=a%2Fb",
                    "Content-Length: 0");
              } else {
                RawUpstream.head(
                    out, "401 Unauthorized", "WWW-Authenticate: Basic x", "Content-Length: 0");
              }
            });
    raw = Optional.of(upstream);
    Harness harness =
        proxy(upstream.url(), new UpstreamCredentials.Anonymous(), ClientsConfig.anyone());
    harness.answers.set(new Fetch.Found<>(Optional.of("Basic secret")));
    try (RawClient client = harness.client()) {
      RawClient.Response post = send(client, "POST " + ROOT + "/blobs/uploads/", "", "");
      assertThat(post.status()).isEqualTo(202);
      assertThat(post.header("Location")).isEqualTo(ROOT + "/blobs/uploads/1?_state=a%2Fb");
      harness.answers.set(new Fetch.Denied<>("no", Optional.empty()));
      assertThat(send(client, "POST " + ROOT + "/blobs/uploads/", "", "").status()).isEqualTo(403);
    }
  }

  @Test
  void theUpstreamsChallengeReachesClientsThatShowTheirOwnCredentials() throws Exception {
    Harness harness =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(
                    out,
                    "401 Unauthorized",
                    "WWW-Authenticate: Bearer realm=\"https://auth.acme.io\"",
                    "Content-Length: 0"));
    harness.answers.set(new Fetch.Found<>(Optional.of("Bearer other")));
    try (RawClient client = harness.client()) {
      RawClient.Response response = send(client, "POST " + ROOT + "/blobs/uploads/", "", "");
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("WWW-Authenticate"))
          .isEqualTo("Bearer realm=\"https://auth.acme.io\"");
    }
  }

  @Test
  void noContentLeavesByThisWay() throws Exception {
    Harness harness =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(
                  out,
                  "200 OK",
                  "Content-Length: 6",
                  "Content-Type: text/plain",
                  "Set-Cookie: a=b",
                  "Docker-Content-Digest: " + DIGEST);
              out.write("secret".getBytes(StandardCharsets.US_ASCII));
            });
    try (RawClient client = harness.client()) {
      for (String line :
          List.of("GET " + ROOT + "/blobs/uploads/x", "PUT " + ROOT + "/manifests/v1")) {
        RawClient.Response response = send(client, line, "", "");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers()).doesNotContainKeys("set-cookie", "content-type");
      }
    }
  }

  @Test
  void aPushIsNotSentElsewhere() throws Exception {
    for (String location :
        List.of(
            "https://evil.example/v2/prod/api/blobs/uploads/1",
            "/v2/other/blobs/uploads/1",
            "/v2/prod/api2/blobs/uploads/1",
            "//evil.example/v2/prod/api/blobs/uploads/1",
            "::not a uri::")) {
      Harness harness =
          proxy(
              (request, socket, out) ->
                  RawUpstream.head(
                      out, "202 Accepted", "Location: " + location, "Content-Length: 0"));
      try (RawClient client = harness.client()) {
        RawClient.Response response = send(client, "POST " + ROOT + "/blobs/uploads/", "", "");
        assertThat(response.status()).as(location).isEqualTo(503);
        assertThat(response.headers()).doesNotContainKey("location");
      }
      harness.close();
      raw.orElseThrow().close();
    }
  }

  @Test
  void aRedirectOfAPushIsTrouble() throws Exception {
    Harness harness =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(
                    out, "307 Temporary Redirect", "Location: /x", "Content-Length: 0"));
    try (RawClient client = harness.client()) {
      assertThat(send(client, "POST " + ROOT + "/blobs/uploads/", "", "").status()).isEqualTo(503);
    }
  }

  @Test
  void onlyHeadersOfPushesReachTheUpstream() throws Exception {
    Harness harness =
        proxy((request, socket, out) -> RawUpstream.head(out, "201 Created", "Content-Length: 0"));
    try (RawClient client = harness.client()) {
      send(
          client,
          "PUT " + ROOT + "/manifests/v1",
          String.join(
              "\r\n",
              "Content-Type: a/b",
              "X-Forwarded-For: 1.2.3.4",
              "Cookie: a=b",
              "TE: trailers",
              "Connection: X-Secret",
              "X-Secret: y",
              "User-Agent: docker",
              ""),
          "");
    }
    String seen = raw.orElseThrow().requests.getFirst();
    assertThat(seen)
        .startsWith("PUT /v2/prod/api/manifests/v1 HTTP/1.1\r\n")
        .containsIgnoringCase("content-type: a/b\r\n")
        .doesNotContainIgnoringCase("forwarded")
        .doesNotContainIgnoringCase("cookie")
        .doesNotContainIgnoringCase("secret")
        .doesNotContainIgnoringCase("docker");
  }

  @Test
  void aBodyThatComesBeforeThePasswordIsCheckedIsNotLost() throws Exception {
    String hash = BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(6, "pw".toCharArray());
    ClientsConfig clients =
        new ClientsConfig(
            Optional.of(Bytes.utf8("ci:" + hash)),
            List.of(
                new ClientsConfig.Access(
                    "ci", List.of(ImagePattern.parse("registry.acme.io/prod/**")))));
    Harness harness = proxy(registry.url(), new UpstreamCredentials.Anonymous(), clients);
    String basic =
        "Authorization: Basic "
            + Base64.getEncoder().encodeToString("ci:pw".getBytes(StandardCharsets.US_ASCII))
            + "\r\n";
    try (RawClient client = harness.client()) {
      RawClient.Response whole =
          send(
              client,
              "POST " + ROOT + "/blobs/uploads/?digest=" + DIGEST + "&mount=" + DIGEST + "&from=x",
              basic,
              BLOB);
      assertThat(whole.status()).isEqualTo(201);
      assertThat(registry.log().all().getLast().uri()).endsWith("uploads/?digest=" + DIGEST);
      assertThat(send(client, "POST /v2/registry.acme.io/dev/x/blobs/uploads/", basic, "").status())
          .isEqualTo(403);
    }
  }
}
