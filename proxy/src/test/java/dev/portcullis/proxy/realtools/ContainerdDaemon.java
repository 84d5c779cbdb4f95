package dev.portcullis.proxy.realtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A private containerd with its own root, state and socket below one folder; closing ends it. */
final class ContainerdDaemon implements AutoCloseable {
  private final Server server;
  private final RealTool ctr;
  private final Path socket;

  private ContainerdDaemon(Server server, RealTool ctr, Path socket) {
    this.server = server;
    this.ctr = ctr;
    this.socket = socket;
  }

  /** The line of containerd releases. */
  enum Line {
    V1(RealTool.CONTAINERD_1, RealTool.CTR_1, 2),
    V2(RealTool.CONTAINERD_2, RealTool.CTR_2, 3);

    private final RealTool daemon;
    private final RealTool ctr;
    private final int configVersion;

    Line(RealTool daemon, RealTool ctr, int configVersion) {
      this.daemon = daemon;
      this.ctr = ctr;
      this.configVersion = configVersion;
    }
  }

  /** Starts a daemon of a line; without its programs, or not as root, the test is skipped. */
  static ContainerdDaemon start(Line line, Path folder) {
    RealTool.requireRoot("containerd");
    line.ctr.require();
    Path socket = folder.resolve("c.sock");
    Path config = folder.resolve("config.toml");
    String text =
        """
        version = %d
        root = "%s"
        state = "%s"
        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", \
        "io.containerd.cri.v1.runtime"]
        [grpc]
          address = "%s"
        [ttrpc]
          address = "%s.ttrpc"
        [[plugins."io.containerd.transfer.v1.local".unpack_config]]
          platform = "linux"
          snapshotter = "native"
        """
            .formatted(
                line.configVersion,
                folder.resolve("root"),
                folder.resolve("state"),
                socket,
                socket);
    try {
      Files.createDirectories(folder);
      Files.writeString(config, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Server server =
        line.daemon.with("--config", config.toString()).serve(folder.resolve("containerd.log"));
    Command version = line.ctr.with("--address", socket.toString(), "version");
    server.await("containerd", () -> version.run().exit() == 0);
    return new ContainerdDaemon(server, line.ctr, socket);
  }

  /**
   * Pulls an image with the host configuration of a folder like {@code /etc/containerd/certs.d}.
   */
  CommandRun pull(Path hosts, String image) {
    return ctr("images", "pull", "--hosts-dir", hosts.toString(), "--snapshotter", "native", image);
  }

  /** The images that the daemon has. */
  String images() {
    return ctr("images", "list", "-q").mustSucceed().out();
  }

  @Override
  public void close() {
    server.close();
  }

  private CommandRun ctr(String... arguments) {
    return ctr.with("--address", socket.toString()).and(arguments).run();
  }
}
