package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.upstream.Fetch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Blobs of upstreams that redirect, challenge, fail or are not there. */
class BlobUpstreamTest extends BlobGround {
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
      assertThat(upstream().requests.getFirst()).contains("Bearer secret");
      assertThat(storage.requests).hasSize(2);
      assertThat(storage.requests.getFirst())
          .startsWith("GET /bucket/x?X-Amz-Signature=abc%2Fd&e=f HTTP/1.1\r\n")
          .doesNotContain("secret");
      assertThat(upstream().connections).hasValue(1);
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
    assertThat(upstream().requests).hasSize(4);
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
    assertThat(upstream().requests).hasSize(2);
    proxy.answers.set(new Fetch.Found<>(Optional.of("Bearer fresh")));
    try (RawClient client = proxy.client()) {
      assertThat(get(client, DIGEST, "")).isEqualTo(BLOB);
    }
    assertThat(upstream().requests).hasSize(4);
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
    Harness proxy = proxyOf(URI.create("http://127.0.0.1:1"));
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
  void aResponseThatIsNotHttpIsTrouble() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                out.write("ICY 200 OK\r\n\r\nnoise".getBytes(StandardCharsets.US_ASCII)),
            true);
    admit(proxy, DIGEST, Optional.empty());
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(503);
  }
}
