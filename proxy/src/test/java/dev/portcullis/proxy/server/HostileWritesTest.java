package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.upstream.Fetch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Pushes whose upstream, or whose client, does what it should not. */
class HostileWritesTest extends PushGround {
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
    AtomicLong written = new AtomicLong();
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
                        written.addAndGet(some.length());
                      }
                    } catch (IOException end) {
                      assertThat(end).isNotNull();
                    }
                  });
      sleep(1_500);
      assertThat(written.get()).isLessThan(200_000_000);
      assertThat(client.read().status()).isEqualTo(503);
    }
    writer.join();
  }

  @Test
  void aChallengeIsAnsweredWhileNothingOfTheBodyIsGone() throws Exception {
    Harness harness =
        proxyOfAnyone(
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
      upstream().close();
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
  void aBodyThatIsBrokenOffIsNotTakenForWhole() throws Exception {
    Harness harness = proxy();
    for (String body : List.of("4\r\n{}{}xx", "zz\r\n", "2\r\n{}\r\n0\r\nX: y\nZ: z\r\n\r\n")) {
      try (RawClient client = harness.client()) {
        client.request("PUT " + ROOT + "/manifests/v1", "Transfer-Encoding: chunked\r\n");
        client.send(body);
        assertThat(client.rest()).isEmpty();
      }
    }
    assertThat(registry().tagged("prod/api", "v1")).isEmpty();
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
    String seen = upstream().requests.getFirst();
    assertThat(seen)
        .startsWith("PUT /v2/prod/api/manifests/v1 HTTP/1.1\r\n")
        .containsIgnoringCase("content-type: a/b\r\n")
        .doesNotContainIgnoringCase("forwarded")
        .doesNotContainIgnoringCase("cookie")
        .doesNotContainIgnoringCase("secret")
        .doesNotContainIgnoringCase("docker");
  }
}
