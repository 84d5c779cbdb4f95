package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large blobs that the upstream redirects, where {@code blobs.redirectFrom} is 1,000 bytes. */
class RedirectedBlobTest {
  private static final String LARGE = "large ".repeat(500);
  private static final String SMALL = "small ".repeat(100);
  private static final String PATH = "/v2/registry.acme.io/prod/api/blobs/";

  private volatile String location = "";
  private final RawUpstream storage = new RawUpstream(RedirectedBlobTest::store);
  private final RawUpstream upstream =
      new RawUpstream(
          (request, socket, out) ->
              RawUpstream.head(
                  out, "307 Temporary Redirect", "Location: " + location, "Content-Length: 0"));
  private final Harness proxy = Harness.redirecting(upstream.url());

  RedirectedBlobTest() throws Exception {
    location = storage.url() + "/bucket/large?signature=x%2Fy";
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    upstream.close();
    storage.close();
  }

  private static void store(String request, Socket socket, OutputStream out) throws IOException {
    String body = request.contains("/bucket/large") ? LARGE : SMALL;
    RawUpstream.head(out, "200 OK", "Content-Length: " + body.length());
    if (!request.startsWith("HEAD")) {
      out.write(body.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private Digest admit(String content) {
    Digest digest = Digest.sha256(Bytes.utf8(content));
    proxy.cold.put(
        digest.toString(),
        CompletableFuture.completedFuture(
            new Answer.Relay(
                TestPermits.of(Pulls.REPOSITORY, digest), Optional.of((long) content.length()))));
    return digest;
  }

  @Test
  void largeBlobIsLeftToTheClientWhichIsToldThatNobodyHasLookedAtIt() throws Exception {
    Digest digest = admit(LARGE);
    try (RawClient client = proxy.client()) {
      for (int again = 0; again < 2; again++) {
        RawClient.Response response = client.get(PATH + digest).read();
        assertThat(response.status()).isEqualTo(307);
        assertThat(response.header("Location")).isEqualTo(location);
        assertThat(response.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Warning"))
            .startsWith("299 - \"the bytes come from 127.0.0.1 and do not pass this mirror")
            .contains(digest.toString());
      }
    }
    assertThat(storage.requests).isEmpty();
    assertThat(proxy.relay.counters().redirected()).isEqualTo(2);
    assertThat(proxy.relay.counters().sent()).isZero();
  }

  @Test
  void smallBlobIsRelayed() throws Exception {
    location = storage.url() + "/bucket/small";
    Digest digest = admit(SMALL);
    try (RawClient client = proxy.client()) {
      RawClient.Response response = client.get(PATH + digest).read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(SMALL);
      assertThat(response.header("Warning")).isEmpty();
    }
  }

  @Test
  void headIsAnsweredHere() throws Exception {
    Digest digest = admit(LARGE);
    try (RawClient client = proxy.client()) {
      RawClient.Response response = client.request("HEAD " + PATH + digest, "").read(false);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Length")).isEqualTo(String.valueOf(LARGE.length()));
    }
  }

  @Test
  void clientIsSentNowhereWhereTheProxyWouldNotGo() throws Exception {
    location = "http://169.254.169.254/latest/meta-data";
    Digest digest = admit(LARGE);
    try (RawClient client = proxy.client()) {
      RawClient.Response response = client.get(PATH + digest).read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Location")).isEmpty();
      assertThat(response.body()).contains("is not a public address");
    }
  }

  @Test
  void blobThatNothingAdmittedRefersToIsNotRedirected() throws Exception {
    Digest unknown = Digest.sha256(Bytes.utf8("unknown"));
    proxy.cold.put(
        unknown.toString(),
        CompletableFuture.completedFuture(new Answer.Unreferenced("it belongs to nothing")));
    try (RawClient client = proxy.client()) {
      RawClient.Response response = client.get(PATH + unknown).read();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.header("Location")).isEmpty();
    }
    assertThat(upstream.requests).isEmpty();
  }
}
