package dev.portcullis.proxy.realtools;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A registry of somebody else's on loopback, over plain HTTP; closing ends it. */
sealed interface RealRegistry extends AutoCloseable {

  /** {@code HOST:PORT}, where the host is {@code localhost} or {@code 127.0.0.1}. */
  String host();

  /** The access log so far, with a line for each request. */
  String accessLog();

  @Override
  void close();

  /** A repository of this registry, for raw uploads. */
  default Repository repository(String name) {
    return new Repository(URI.create("http://" + host()), name);
  }

  /**
   * Distribution's registry, which has no referrers API: in a container where Docker and the image
   * {@code registry:3} are, else as a process; where there is neither, the test is skipped.
   */
  static RealRegistry distribution(Path folder) {
    if (DockerClientFactory.instance().isDockerAvailable() && Contained.imageIsHere()) {
      return Contained.start();
    }
    if (RealTool.DISTRIBUTION.find().isPresent()) {
      return distributionProcess(folder);
    }
    return abort(
        "neither Docker with the image registry:3 nor a registry binary is on this machine"
            + " (`bash .ci/run` gets both)");
  }

  /** Distribution's registry as a process of its own, without Docker. */
  static RealRegistry distributionProcess(Path folder) {
    String host = "127.0.0.1:" + Server.freePort();
    String config =
        """
        version: 0.1
        storage:
          filesystem: {rootdirectory: "%s"}
          delete: {enabled: true}
        http: {addr: "%s"}
        """
            .formatted(folder.resolve("data"), host);
    Command command =
        RealTool.DISTRIBUTION
            .with("serve", written(folder, "registry.yml", config))
            .env("OTEL_TRACES_EXPORTER", "none");
    return Spawned.start(host, command, folder.resolve("registry.log"));
  }

  /** go-containerregistry's registry in memory, which has the referrers API. */
  static RealRegistry withReferrersApi(Path folder) {
    String host = "127.0.0.1:" + Server.freePort();
    Path log = Path.of(written(folder, "registry.log", ""));
    return Spawned.start(host, RealTool.GGCR_REGISTRY.with(host), log);
  }

  /** zot, which has the referrers API. */
  static RealRegistry zot(Path folder) {
    int port = Server.freePort();
    String config =
        """
        {"distSpecVersion": "1.1.1", "storage": {"rootDirectory": "%s"}, \
        "http": {"address": "127.0.0.1", "port": "%d"}, "log": {"level": "info"}}
        """
            .formatted(folder.resolve("data"), port);
    Command command = RealTool.ZOT.with("serve", written(folder, "zot.json", config));
    return Spawned.start("127.0.0.1:" + port, command, folder.resolve("registry.log"));
  }

  private static String written(Path folder, String name, String content) {
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A registry that is a process of its own. */
  record Spawned(String host, Server server) implements RealRegistry {
    static Spawned start(String host, Command command, Path log) {
      Server server = command.serve(log).awaitOk(URI.create("http://" + host + "/v2/"));
      return new Spawned(host, server);
    }

    @Override
    public String accessLog() {
      return server.log();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** A registry in a container. */
  record Contained(String host, GenericContainer<?> container) implements RealRegistry {
    private static final DockerImageName IMAGE = DockerImageName.parse("registry:3");

    static boolean imageIsHere() {
      return DockerClientFactory.instance()
          .client()
          .listImagesCmd()
          .withFilter("reference", List.of(IMAGE.asCanonicalNameString()))
          .exec()
          .stream()
          .findAny()
          .isPresent();
    }

    @SuppressWarnings("resource") // closed with the record
    static Contained start() {
      GenericContainer<?> container =
          new GenericContainer<>(IMAGE)
              .withExposedPorts(5000)
              .withEnv(Map.of("OTEL_TRACES_EXPORTER", "none"))
              .waitingFor(Wait.forHttp("/v2/").forPort(5000));
      container.start();
      return new Contained(container.getHost() + ":" + container.getMappedPort(5000), container);
    }

    @Override
    public String accessLog() {
      return container.getLogs();
    }

    @Override
    public void close() {
      container.stop();
    }
  }
}
