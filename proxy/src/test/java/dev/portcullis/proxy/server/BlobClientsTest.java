package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients that take blobs slowly, not at all, or go away. */
class BlobClientsTest extends BlobGround {
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
      assertThat(before).isLessThan(100_000_000);
      long read = 0;
      byte[] some = new byte[64 * 1024];
      while (read < size) {
        int now = client.input().read(some);
        assertThat(now).isPositive();
        read += now;
        assertThat(written.get() - read).isLessThan(100_000_000);
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
      Eventually.holds(() -> assertThat(upstream().requests).isNotEmpty());
      Eventually.holds(() -> assertThat(proxy.server.connections()).isZero());
      Eventually.holds(() -> assertThat(proxy.relay.counters().cut()).isEqualTo(1));
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
    stopped.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aSecondBlobOfASlowClientIsToldWhenToGoOn() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(proxy.server.address());
    try (RawClient client = new RawClient(socket)) {
      client.send(("GET " + PATH + DIGEST + " HTTP/1.1\r\nHost: r\r\n\r\n").repeat(3));
      for (int i = 0; i < 3; i++) {
        client.readHead();
        for (int read = 0; read < BLOB.length; read += 300_000) {
          assertThat(client.input().readNBytes(300_000)).hasSize(300_000);
          sleep(20);
        }
      }
    }
    Eventually.holds(() -> assertThat(proxy.relay.counters().sent()).isEqualTo(3));
  }
}
