package dev.portcullis.proxy.realtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A private Docker engine without firewall rules, with its own root and socket below one folder and
 * a network bridge of its own, which asks a mirror for Docker Hub's images; closing ends it. The
 * bridge is there because an engine that is told to have none removes that of the machine's engine.
 */
final class DockerDaemon implements AutoCloseable {
  private final Server server;
  private final Path folder;
  private final String bridge;

  private DockerDaemon(Server server, Path folder, String bridge) {
    this.server = server;
    this.folder = folder;
    this.bridge = bridge;
  }

  /** Starts an engine; without its programs, or not as root, the test is skipped. */
  static DockerDaemon start(Path folder, String mirror) {
    RealTool.requireRoot("dockerd");
    RealTool.DOCKER.require();
    Path settings = folder.resolve("daemon.json");
    try {
      Files.createDirectories(folder);
      Files.writeString(settings, "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String bridge = "pcl" + Server.freePort();
    RealTool.IP.with("link", "add", "name", bridge, "type", "bridge").run().mustSucceed();
    RealTool.IP.with("address", "add", "192.0.2.1/24", "dev", bridge).run().mustSucceed();
    Server server =
        RealTool.DOCKERD
            .with("--host", "unix://" + folder.resolve("d.sock"))
            .and("--data-root", folder.resolve("root").toString())
            .and("--exec-root", folder.resolve("exec").toString())
            .and("--pidfile", folder.resolve("pid").toString())
            .and("--config-file", settings.toString())
            .and("--bridge", bridge, "--iptables=false", "--ip-forward=false", "--ip-masq=false")
            .and("--storage-driver=vfs", "--registry-mirror", mirror)
            .serve(folder.resolve("dockerd.log"));
    DockerDaemon daemon = new DockerDaemon(server, folder, bridge);
    try {
      server.await("docker engine", () -> daemon.docker("info").exit() == 0);
      return daemon;
    } catch (AssertionError e) {
      daemon.close();
      throw e;
    }
  }

  /** Runs a docker command against this engine. */
  CommandRun docker(String... arguments) {
    return RealTool.DOCKER
        .with("--host", "unix://" + folder.resolve("d.sock"))
        .and(arguments)
        .env("DOCKER_CONFIG", folder.resolve("client").toString())
        .run();
  }

  /** What the engine has printed so far. */
  String log() {
    return server.log();
  }

  @Override
  public void close() {
    server.close();
    RealTool.IP.with("link", "delete", bridge).run().mustSucceed();
  }
}
