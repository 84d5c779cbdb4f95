package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Blobs on their way from an upstream that does as it should. */
class BlobRelayTest extends BlobGround {
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
    assertThat(upstream().connections).hasValue(1);
    Eventually.holds(() -> assertThat(proxy.relay.counters().sent()).isEqualTo(5));
    Eventually.holds(() -> assertThat(proxy.relay.counters().bytes()).isEqualTo(5L * BLOB.length));
    assertThat(upstream().requests.getFirst())
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
    assertThat(upstream().requests).hasSize(2).allMatch(r -> r.startsWith("HEAD "));
    assertThat(upstream().connections).hasValue(1);
  }

  @Test
  void aBlobThatTheClientHasIsNotSentAgain() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    RawClient.Response response = ask(proxy, DIGEST, "If-None-Match: \"" + DIGEST + "\"\r\n");
    assertThat(response.status()).isEqualTo(304);
    assertThat(response.header("ETag")).isEqualTo("\"" + DIGEST + "\"");
    assertThat(upstream().requests).isEmpty();
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
    assertThat(upstream().requests).hasSize(3);
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

  @Test
  void aClientOfHttp10GetsABodyOfUnknownLengthUntilTheEnd() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(out, "200 OK", "Connection: close");
              out.write(BLOB);
              out.flush();
              socket.close();
            },
            true);
    admit(proxy, DIGEST, Optional.empty());
    try (RawClient client = proxy.client()) {
      client.send("GET " + PATH + DIGEST + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      RawClient.Head head = client.readHead();
      assertThat(head.headers()).doesNotContainKeys("transfer-encoding", "content-length");
      assertThat(head.header("Connection")).isEqualTo("close");
      assertThat(client.input().readAllBytes()).isEqualTo(BLOB);
    }
  }
}
