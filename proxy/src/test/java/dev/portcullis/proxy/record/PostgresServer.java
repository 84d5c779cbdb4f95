package dev.portcullis.proxy.record;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of this test's own, from the programs of the machine. */
final class PostgresServer implements AutoCloseable {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path bin;
  private final Path data;
  private final int port;

  private PostgresServer(Path bin, Path data, int port) {
    this.bin = bin;
    this.data = data;
    this.port = port;
  }

  /** Starts one in {@code folder}; the test is skipped where the machine has none. */
  static PostgresServer start(Path folder) throws Exception {
    Optional<Path> bin = programs();
    Assumptions.assumeTrue(bin.isPresent(), "no PostgreSQL on this machine");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path data = folder.resolve("pg");
    PostgresServer server = new PostgresServer(bin.get(), data, port);
    if (ROOT) {
      run(List.of("chmod", "755", folder.toString()));
      run(List.of("install", "-d", "-o", "postgres", data.toString()));
    }
    server.as("initdb", "-D", data.toString(), "-U", "portcullis", "--auth=trust", "-N");
    server.begin();
    return server;
  }

  void begin() throws Exception {
    as(
        "pg_ctl",
        "-D",
        data.toString(),
        "-w",
        "-l",
        data.resolve("log").toString(),
        "-o",
        "-p " + port + " -h 127.0.0.1 -k " + data,
        "start");
  }

  void stop() throws IOException, InterruptedException {
    as("pg_ctl", "-D", data.toString(), "-w", "-m", "immediate", "stop");
  }

  RecordConfig.Database place() {
    return new RecordConfig.Database(
        "postgresql://127.0.0.1:" + port + "/postgres",
        Optional.of("portcullis"),
        Optional.empty());
  }

  private void as(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("postgres", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .directory(Path.of("/").toFile())
            .start();
    int code = process.waitFor();
    String said = Files.readString(out);
    Files.delete(out);
    if (code != 0) {
      throw new IOException(command + " ended with " + code + ": " + said);
    }
  }

  private static Optional<Path> programs() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(versions)) {
      return all.map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .findFirst();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
