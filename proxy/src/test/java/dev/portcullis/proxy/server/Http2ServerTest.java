package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** HTTP/2, with the JDK's own client. */
class Http2ServerTest extends TlsGround {
  @Test
  void manifestsComeOverHttp2() throws Exception {
    Harness harness = start();
    try (HttpClient client = client(Optional.empty())) {
      for (int again = 0; again < 3; again++) {
        HttpResponse<String> response = get(harness, client, PATH + held.digest());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(held.manifest().raw().toUtf8());
        assertThat(response.headers().firstValue("docker-content-digest"))
            .contains(held.digest().toString());
        assertThat(response.headers().firstValue("portcullis-decision"))
            .contains("admit; rule=production; id=d-1");
      }
      Eventually.holds(() -> assertThat(harness.server.connections()).isEqualTo(1));
      assertThat(get(harness, client, PATH + "absent").statusCode()).isEqualTo(404);
      HttpResponse<Void> head =
          client.send(
              HttpRequest.newBuilder(request(harness, PATH + held.digest()), (n, v) -> true)
                  .HEAD()
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValueAsLong("content-length"))
          .hasValue(held.manifest().raw().length());
    }
  }

  @Test
  void manyStreamsAreAnsweredAtOnce() throws Exception {
    Harness harness = start();
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    try (HttpClient client = client(Optional.empty())) {
      assertThat(get(harness, client, "/v2/").statusCode()).isEqualTo(200);
      CompletableFuture<HttpResponse<String>> waiting =
          client.sendAsync(request(harness, PATH + "slow"), HttpResponse.BodyHandlers.ofString());
      List<CompletableFuture<HttpResponse<String>>> others =
          IntStream.range(0, 60)
              .mapToObj(
                  i ->
                      client.sendAsync(
                          request(harness, PATH + held.digest()),
                          HttpResponse.BodyHandlers.ofString()))
              .toList();
      for (CompletableFuture<HttpResponse<String>> other : others) {
        assertThat(other.get().body()).isEqualTo(held.manifest().raw().toUtf8());
      }
      assertThat(waiting).isNotDone();
      slow.complete(Pulls.serve(held));
      assertThat(waiting.get().statusCode()).isEqualTo(200);
      Eventually.holds(() -> assertThat(harness.server.connections()).isEqualTo(1));
    }
  }

  @Test
  void aBlobComesOverHttp2AndAWrongOneIsReset() throws Exception {
    byte[] blob = new byte[5_000_000];
    new Random(3).nextBytes(blob);
    Digest digest = Digest.sha256(Bytes.copyOf(blob));
    AtomicBoolean wrong = new AtomicBoolean();
    RawUpstream.Script script =
        (request, socket, out) -> {
          byte[] body = blob.clone();
          body[0] = (byte) (body[0] + (wrong.get() ? 1 : 0));
          RawUpstream.head(out, "200 OK", "Content-Length: " + body.length);
          out.write(body);
        };
    try (RawUpstream registry = new RawUpstream(script)) {
      Harness harness =
          start(PATIENT, ClientsConfig.anyone(), tls(certificate(), false), registry.url());
      harness.cold.put(
          digest.toString(),
          CompletableFuture.completedFuture(
              new Answer.Relay(
                  TestPermits.of(Pulls.REPOSITORY, digest), Optional.of((long) blob.length))));
      HttpRequest request = request(harness, "/v2/registry.acme.io/prod/api/blobs/" + digest);
      try (HttpClient client = client(Optional.empty())) {
        HttpResponse<byte[]> right = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(right.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(right.body()).isEqualTo(blob);
        wrong.set(true);
        assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofByteArray()))
            .isInstanceOf(IOException.class);
        wrong.set(false);
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body())
            .isEqualTo(blob);
        Eventually.holds(() -> assertThat(harness.server.connections()).isEqualTo(1));
      }
      Eventually.holds(() -> assertThat(harness.relay.counters().cut()).isEqualTo(1));
    }
  }

  @Test
  void aReadWithABodyIsRefusedOverHttp2Too() throws Exception {
    Harness harness = start();
    try (HttpClient client = client(Optional.empty())) {
      HttpRequest request =
          HttpRequest.newBuilder(request(harness, PATH + held.digest()), (n, v) -> true)
              .method("GET", HttpRequest.BodyPublishers.ofString("hello"))
              .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(400);
      assertThat(get(harness, client, PATH + held.digest()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void drainingLetsStreamsFinish() throws Exception {
    Harness harness = start();
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    try (HttpClient client = client(Optional.empty())) {
      CompletableFuture<HttpResponse<String>> waiting =
          client.sendAsync(request(harness, PATH + "slow"), HttpResponse.BodyHandlers.ofString());
      Eventually.holds(() -> assertThat(harness.callers).isNotEmpty());
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> harness.server.drain(Duration.ofSeconds(60)));
      Thread.sleep(500);
      assertThat(drained).isNotDone();
      slow.complete(Pulls.serve(held));
      assertThat(waiting.get().body()).isEqualTo(held.manifest().raw().toUtf8());
      drained.join();
      Eventually.holds(() -> assertThat(harness.server.connections()).isZero());
    }
  }

  @Test
  void idleHttp2ConnectionsEnd() throws Exception {
    Harness harness = start(SHORT);
    try (HttpClient client = client(Optional.empty())) {
      assertThat(get(harness, client, "/v2/").statusCode()).isEqualTo(200);
      Eventually.holds(() -> assertThat(harness.server.connections()).isZero());
    }
  }
}
