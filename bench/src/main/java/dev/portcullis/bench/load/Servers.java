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

/** Starts the servers of a comparison on loopback, each as a process, and ends them all. */
final class Servers implements AutoCloseable {
  private final Path work;
  private final List<Process> started = new ArrayList<>();

  Servers(Path work) {
    this.work = work;
  }

  /** Distribution, from a {@code registry} or {@code docker-registry} binary on the PATH. */
  Arm distribution() throws IOException, InterruptedException {
    int port = freePort();
    Path config = work.resolve("distribution.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
        http: {addr: "127.0.0.1:%d"}
        """
            .formatted(work.resolve("registry"), port));
    String binary = onPath("registry") ? "registry" : "docker-registry";
    return start("distribution", port, "1", List.of(binary, "serve", config.toString()));
  }

  /** nginx with one worker in front of {@code upstream}, with or without its cache. */
  Arm nginx(URI upstream, boolean cache) throws IOException, InterruptedException {
    int port = freePort();
    String name = cache ? "nginx-cache" : "nginx";
    Path folder = Files.createDirectories(work.resolve(name));
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        %6$s daemon off; worker_processes 1; pid %1$s/pid; error_log %1$s/error.log;
        events { worker_connections 1024; }
        http {
          access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/temp;
          fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          keepalive_requests 100000000; sendfile on; tcp_nopush on;
          %4$s
          upstream registry { server %2$s; keepalive 32; keepalive_requests 100000000; }
          server {
            listen 127.0.0.1:%3$d;
            location / {
              proxy_pass http://registry; proxy_http_version 1.1; proxy_set_header Connection "";
              proxy_set_header Host %2$s; proxy_buffering on; %5$s
            }
          }
        }
        """
            .formatted(
                folder,
                upstream.getAuthority(),
                port,
                cache ? "proxy_cache_path " + folder + "/cache keys_zone=m:10m max_size=1g;" : "",
                cache ? "proxy_cache m; proxy_cache_valid 200 1h;" : "",
                System.getProperty("user.name").equals("root") ? "user root;" : ""));
    return start(
        name, port, "1", List.of("nginx", "-p", folder.toString(), "-c", config.toString()));
  }

  /** The proxy itself, as a user starts it, with {@code config}. */
  Arm portcullis(String name, Path launcher, Path config, int port)
      throws IOException, InterruptedException {
    return start(
        name, port, "1", List.of(launcher.toString(), "serve", "--config", config.toString()));
  }

  /** Starts {@code command} on processor {@code cpu} and waits until it accepts connections. */
  Arm start(String name, int port, String cpu, List<String> command)
      throws IOException, InterruptedException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cpu));
    pinned.addAll(command);
    Process process =
        new ProcessBuilder(pinned)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve(name + ".log").toFile())
            .start();
    started.add(process);
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

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean accepts(int port) {
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
        process.waitFor(
            java.util.concurrent.TimeUnit.SECONDS.toMillis(5),
            java.util.concurrent.TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }
}
