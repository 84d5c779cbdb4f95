package dev.portcullis.proxy.realtools;

import dev.portcullis.proxy.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program under test, as {@code portcullis serve} in a process of its own; closing ends it. */
final class RunningProxy implements AutoCloseable {
  private final int port;
  private final Path config;
  private final Server server;

  private RunningProxy(int port, Path config, Server server) {
    this.port = port;
    this.config = config;
    this.server = server;
  }

  /**
   * Starts the proxy on free loopback ports and waits until it says that it is ready.
   *
   * @param folder gets the configuration and the log, and is what relative paths start from
   * @param configuration the configuration without {@code listen} and {@code admin}
   */
  static RunningProxy start(Path folder, String configuration) {
    int port = Server.freePort();
    int admin = Server.freePort();
    try {
      Files.createDirectories(folder);
      Path config = folder.resolve("portcullis.yaml");
      Files.writeString(
          config,
          """
          listen: 127.0.0.1:%d
          admin: 127.0.0.1:%d
          %s\
          """
              .formatted(port, admin, configuration));
      Server server =
          portcullis("serve", "--config", config.toString())
              .serve(folder.resolve("proxy.log"))
              .awaitOk(URI.create("http://127.0.0.1:" + admin + "/readyz"));
      return new RunningProxy(port, config, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program's command line, run with the classes under test. */
  static Command portcullis(String... arguments) {
    return new Command(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()),
            Map.of())
        .and(arguments);
  }

  /** {@code 127.0.0.1:PORT}. */
  String host() {
    return "127.0.0.1:" + port;
  }

  /** {@code localhost:PORT}, to which docker talks without TLS. */
  String localhost() {
    return "localhost:" + port;
  }

  /** {@code http://127.0.0.1:PORT}. */
  String url() {
    return "http://" + host();
  }

  /** The configuration's file. */
  Path config() {
    return config;
  }

  /** A repository as clients see it through the proxy. */
  Repository repository(String name) {
    return new Repository(URI.create(url()), name);
  }

  /** What the proxy has printed so far. */
  String log() {
    return server.log();
  }

  @Override
  public void close() {
    server.close();
  }
}
