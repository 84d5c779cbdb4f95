package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/**
 * An open loop: requests are due at fixed instants, whether the server keeps up or not, and a
 * latency counts from the instant at which the request was due. So a stall costs every request that
 * it delays, which a closed loop hides. One thread, which spins.
 */
final class OpenLoop {
  private static final int REQUEST = 8 * 1024;
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final Selector selector;
  private final ArrayDeque<Caller> free = new ArrayDeque<>();
  private final List<byte[]> requests;
  private final InetSocketAddress server;
  private final Histogram histogram = new Histogram();
  private long errors;

  private OpenLoop(List<URI> urls) throws IOException {
    this.selector = Selector.open();
    this.server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), urls.getFirst().getPort());
    this.requests = urls.stream().map(OpenLoop::request).toList();
  }

  private static byte[] request(URI url) {
    return ("GET "
            + url.getRawPath()
            + " HTTP/1.1\r\nHost: "
            + url.getAuthority()
            + "\r\nUser-Agent: containerd/v2.1.4\r\nAccept: "
            + Stage.ACCEPT
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What came of it.
   *
   * @param requests answered
   * @param errors not answered with 200, or not at all
   */
  record Result(long requests, long errors, Histogram histogram, double seconds) {}

  /** Loads {@code url} with {@code rate} requests a second over {@code connections}. */
  static Result run(URI url, int connections, int rate, Duration duration) throws IOException {
    return run(
        List.of(url),
        connections,
        rate,
        Math.multiplyExact(duration.toNanos(), rate) / 1_000_000_000);
  }

  /** Asks one server for each of {@code urls} once, {@code rate} of them a second. */
  static Result each(List<URI> urls, int connections, int rate) throws IOException {
    return run(urls, connections, rate, urls.size());
  }

  private static Result run(List<URI> urls, int connections, int rate, long total)
      throws IOException {
    OpenLoop loop = new OpenLoop(urls);
    try (Selector open = loop.selector) {
      for (int i = 0; i < connections; i++) {
        loop.free.add(loop.new Caller());
      }
      long began = System.nanoTime();
      loop.spin(began, rate, total);
      double seconds = (System.nanoTime() - began) / 1e9;
      for (SelectionKey key : open.keys()) {
        key.channel().close();
      }
      return new Result(loop.histogram.total(), loop.errors, loop.histogram, seconds);
    }
  }

  private void spin(long began, int rate, long total) throws IOException {
    double gap = 1e9 / rate;
    long asked = 0;
    long deadline = began + (long) (total * gap) + PATIENCE_NANOS;
    while (histogram.total() + errors < total) {
      long now = System.nanoTime();
      if (now > deadline) {
        errors = total - histogram.total();
        return;
      }
      while (asked < total && !free.isEmpty() && now >= began + (long) (asked * gap)) {
        byte[] request = requests.get((int) (asked % requests.size()));
        free.remove().ask(request, began + (long) (asked * gap));
        asked++;
      }
      selector.selectNow(key -> ((Caller) key.attachment()).readable());
    }
  }

  /** One connection, one request at a time. */
  private final class Caller {
    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(REQUEST);
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private long due;
    private int end;

    Caller() throws IOException {
      channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void ask(byte[] request, long dueAt) throws IOException {
      due = dueAt;
      end = -1;
      in.clear();
      out.clear().put(request).flip();
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }

    void readable() {
      try {
        if (channel.read(in) < 0) {
          throw new IOException("closed");
        }
        if (end < 0) {
          end = ResponseEnd.of(in);
        }
        if (end >= 0 && in.position() >= end) {
          if (ResponseEnd.isOk(in)) {
            histogram.add(System.nanoTime() - due);
          } else {
            errors++;
          }
          free.add(this);
        }
      } catch (IOException broken) {
        errors++;
        close();
      }
    }

    private void close() {
      try {
        channel.close();
        free.add(new Caller());
      } catch (IOException refused) {
        errors++;
      }
    }
  }
}
