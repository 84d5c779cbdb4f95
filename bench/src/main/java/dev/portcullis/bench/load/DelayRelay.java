package dev.portcullis.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP relay that makes a server on loopback as far away as a round trip says, on virtual threads:
 * a connection costs one round trip, and every byte arrives half of one later. It counts the
 * requests on their way.
 */
final class DelayRelay implements AutoCloseable {
  private static final int CHUNK = 256 * 1024;
  private static final byte[] REQUEST = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final long oneWay;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();

  private record Chunk(ByteBuffer bytes, long due) {
    boolean isEnd() {
      return !bytes.hasRemaining();
    }
  }

  private DelayRelay(URI server, Duration roundTrip) throws IOException {
    this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    this.oneWay = roundTrip.toNanos() / 2;
  }

  /** Starts one in front of {@code server}. */
  static DelayRelay start(URI server, Duration roundTrip) throws IOException {
    DelayRelay relay = new DelayRelay(server, roundTrip);
    Thread.ofVirtual().name("relay").start(relay::accept);
    return relay;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The requests so far. */
  long requests() {
    return requests.get();
  }

  /** The connections so far. */
  long connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> connect(client, System.nanoTime()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client, long since) {
    await(since + 2 * oneWay);
    try {
      client.setTcpNoDelay(true);
      Socket upstream = new Socket(server.getAddress(), server.getPort());
      upstream.setTcpNoDelay(true);
      pump(client, upstream, true);
      pump(upstream, client, false);
    } catch (IOException refused) {
      end(client);
    }
  }

  private void pump(Socket from, Socket to, boolean counted) {
    BlockingQueue<Chunk> under = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> take(from, under, counted));
    Thread.ofVirtual().start(() -> give(to, under));
  }

  private void take(Socket from, BlockingQueue<Chunk> way, boolean counted) {
    byte[] buffer = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, read);
        if (counted) {
          requests.addAndGet(occurrences(bytes));
        }
        way.add(new Chunk(ByteBuffer.wrap(bytes), System.nanoTime() + oneWay));
      }
    } catch (IOException broken) {
      end(from);
    }
    way.add(new Chunk(ByteBuffer.allocate(0), System.nanoTime() + oneWay));
  }

  private static void give(Socket to, BlockingQueue<Chunk> way) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = way.take(); !chunk.isEnd(); chunk = way.take()) {
        await(chunk.due());
        out.write(chunk.bytes().array(), 0, chunk.bytes().limit());
      }
    } catch (IOException broken) {
      end(to);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    end(to);
  }

  private static int occurrences(byte[] bytes) {
    int found = 0;
    for (int i = 0; i + REQUEST.length <= bytes.length; i++) {
      if (bytes[i] == ' '
          && Arrays.equals(bytes, i, i + REQUEST.length, REQUEST, 0, REQUEST.length)) {
        found++;
      }
    }
    return found;
  }

  private static void await(long instant) {
    for (long left = instant - System.nanoTime(); left > 0; left = instant - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
