package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.portcullis.proxy.demo.DemoStage;
import dev.portcullis.proxy.record.DecisionFormat;
import io.netty.util.ResourceLeakDetector;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pull that is answered from memory costs, counted: nothing here looks at a clock. */
class WarmPathTest {
  private static final int ROUNDS = 20_000;

  /** Bytes; some 1,300 when compiled, more as long as parts of the path are interpreted. */
  private static final long CEILING = 2_000;

  private static final String LOOPS = "multiThreadIoEventLoopGroup";

  /** What containerd sends. */
  private static final String HEADERS =
      "Host: localhost\r\nUser-Agent: containerd/v2.1.4\r\nAccept:"
          + " application/vnd.docker.distribution.manifest.v2+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json,"
          + " */*\r\nAccept-Encoding: identity\r\n\r\n";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
  private final DemoStage stage;
  private final Wiring wiring;

  WarmPathTest(@TempDir Path temp) throws Exception {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    stage = new DemoStage(temp);
    wiring =
        Wiring.start(
            ConfigReader.read(stage.config()),
            DecisionFormat.JSON,
            line -> {},
            InstantSource.system());
  }

  @AfterEach
  void close() {
    ResourceLeakDetector.setLevel(level);
    wiring.close();
    stage.close();
  }

  @Test
  void warmPullAllocatesLittle() throws Exception {
    try (Connection connection = new Connection(wiring.address().getPort())) {
      String digest = connection.get("1.0");
      connection.get(digest);
      byte[] request = connection.request(digest);
      int length = connection.lengthOf(request);
      connection.repeat(request, length, ROUNDS);
      long before = allocatedByLoops();
      connection.repeat(request, length, ROUNDS);
      long each = (allocatedByLoops() - before) / ROUNDS;

      assertThat(each).as("bytes allocated by event loops for each request").isLessThan(CEILING);
    }
  }

  private long allocatedByLoops() {
    long sum = 0;
    for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
      if (thread.getThreadName().startsWith(LOOPS)) {
        sum += threads.getThreadAllocatedBytes(thread.getThreadId());
      }
    }
    return sum;
  }

  /** A client that allocates nothing worth mentioning, and counts response bytes only. */
  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private byte[] buffer = new byte[64 * 1024];

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      in = new DataInputStream(socket.getInputStream());
    }

    byte[] request(String reference) {
      return ("GET /v2/shop/api/manifests/" + reference + " HTTP/1.1\r\n" + HEADERS)
          .getBytes(StandardCharsets.US_ASCII);
    }

    /** Pulls once and returns the digest. */
    String get(String reference) throws IOException {
      Map<String, String> headers = new HashMap<>();
      socket.getOutputStream().write(request(reference));
      String status = line();
      assertThat(status).startsWith("HTTP/1.1 200");
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(": ");
        headers.put(line.substring(0, colon), line.substring(colon + 2));
      }
      in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      return headers.getOrDefault("docker-content-digest", "");
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    /** The length of the response to {@code request}, which comes whole. */
    int lengthOf(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      return in.read(buffer);
    }

    void repeat(byte[] request, int length, int times) throws IOException {
      for (int i = 0; i < times; i++) {
        socket.getOutputStream().write(request);
        in.readFully(buffer, 0, length);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
