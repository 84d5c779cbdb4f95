package dev.portcullis.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts servers on loopback, each as a process on processor 1, and ends them all. */
final class Servers implements AutoCloseable {
  private final Path work;
  private final boolean realtime;
  private final List<Process> started = new ArrayList<>();

  /**
   * @param realtime whether servers and load run in a real-time class, before everything else
   */
  Servers(Path work, boolean realtime) {
    this.work = work;
    this.realtime = realtime;
  }

  /** The words that bind {@code command} to one processor. */
  List<String> pinned(String cpu, List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cpu));
    if (realtime) {
      pinned.addAll(List.of("chrt", "-r", "10"));
    }
    pinned.addAll(command);
    return pinned;
  }

  /** Starts {@code command} and waits until it accepts connections on {@code port}. */
  Arm start(String name, int port, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Process process = launch(name, "1", environment, command);
    Instant deadline = Instant.now().plusSeconds(60);
    while (!accepts(port)) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        throw new IOException(
            name + " did not start:\n" + Files.readString(work.resolve(name + ".log")));
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    return new Arm(name, URI.create("http://127.0.0.1:" + port), process.pid());
  }

  /**
   * Starts {@code command} without waiting for anything.
   *
   * @param cpus the processors that it may use, as taskset has them
   */
  Process launch(String name, String cpus, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(pinned(cpus, command))
            .redirectErrorStream(true)
            .redirectOutput(work.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Ends one of them and waits for it. */
  void stop(long pid) throws InterruptedException {
    for (Process process : started) {
      if (process.pid() == pid) {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean onPath(String program) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    for (Process process : started.reversed()) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    for (Process process : started) {
      try {
        process.waitFor(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }
}
