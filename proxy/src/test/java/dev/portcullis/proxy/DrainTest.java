package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.DemoStage;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of a relay, to a process of its own. */
class DrainTest {
  private static final int SIZE = 64 << 20; // much more than sockets buffer
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final DemoStage stage;
  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  DrainTest(@TempDir Path temp) throws Exception {
    folder = temp;
    stage = new DemoStage(temp);
  }

  @AfterEach
  void close() {
    http.close();
    stage.close();
  }

  @Test
  void relayUnderWayLosesNothingWhileNewPullsAreTurnedAway() throws Exception {
    byte[] content = new byte[SIZE];
    new Random(7).nextBytes(content);
    Digest layer = stage.registry().blob("scratch/big", Bytes.copyOf(content));
    push(layer);
    Files.writeString(
        stage.config(),
        Files.readString(stage.config()) + "drain: {delay: " + DELAY.toSeconds() + "s}\n");

    try (ServedProcess proxy = ServedProcess.start(stage.config(), folder.resolve("lines"))) {
      assertThat(get(proxy.address(), "/v2/scratch/big/manifests/1.0").statusCode()).isEqualTo(200);
      try (Socket client =
          new Socket(InetAddress.getLoopbackAddress(), proxy.address().getPort())) {
        DataInputStream body = request(client, "/v2/scratch/big/blobs/" + layer);
        byte[] received = new byte[SIZE];
        body.readFully(received, 0, 1 << 20);

        long terminated = System.nanoTime();
        proxy.terminate();
        awaitRefusal(proxy.address().getPort());
        assertThat(System.nanoTime() - terminated).isGreaterThanOrEqualTo(DELAY.toNanos());
        assertThat(get(proxy.admin(), "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(proxy.admin(), "/healthz").statusCode()).isEqualTo(200);

        body.readFully(received, 1 << 20, SIZE - (1 << 20));
        assertThat(Digest.sha256(Bytes.copyOf(received))).isEqualTo(layer);
        assertThat(body.read()).as("nothing more on this connection").isNegative();
      }
      assertThat(proxy.exitCode()).isZero();
    }
  }

  private void push(Digest layer) {
    String type = "application/vnd.oci.image.manifest.v1+json";
    Digest config = stage.registry().blob("scratch/big", Bytes.utf8("{}"));
    String descriptor = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}";
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(
                type,
                descriptor.formatted("application/vnd.oci.image.config.v1+json", config, 2),
                descriptor.formatted("application/vnd.oci.image.layer.v1.tar", layer, SIZE));
    stage.registry().manifest("scratch/big", "1.0", type, Bytes.utf8(manifest));
  }

  /** Asks for a blob, and reads as far as the head of the answer. */
  private static DataInputStream request(Socket client, String path) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: proxy\r\n\r\n";
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    DataInputStream in = new DataInputStream(client.getInputStream());
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) in.readUnsignedByte());
    }
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return in;
  }

  private static void awaitRefusal(int port) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      try (Socket fresh = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(fresh.isConnected()).isTrue();
      } catch (ConnectException refused) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("new connections are still taken");
  }

  private HttpResponse<String> get(URI base, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
