package dev.portcullis.proxy.realtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A private Docker engine without bridge and firewall rules, with its own root and socket below one
 * folder, which asks a mirror for Docker Hub's images; closing ends it.
 */
final class DockerDaemon implements AutoCloseable {
  private final Server server;
  private final Path folder;

  private DockerDaemon(Server server, Path folder) {
    this.server = server;
    this.folder = folder;
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
    Server server =
        RealTool.DOCKERD
            .with("--host", "unix://" + folder.resolve("d.sock"))
            .and("--data-root", folder.resolve("root").toString())
            .and("--exec-root", folder.resolve("exec").toString())
            .and("--pidfile", folder.resolve("pid").toString())
            .and("--config-file", settings.toString())
            .and("--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false")
            .and("--storage-driver=vfs", "--registry-mirror", mirror)
            .serve(folder.resolve("dockerd.log"));
    DockerDaemon daemon = new DockerDaemon(server, folder);
    server.await("docker engine", () -> daemon.docker("info").exit() == 0);
    return daemon;
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
  }
}
