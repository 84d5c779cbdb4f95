package dev.portcullis.proxy.realtools;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of somebody else's that end-to-end tests run, found on this machine or not. */
enum RealTool {
  CRANE("crane"),
  ORAS("oras"),
  REGCTL("regctl"),
  NOTATION("notation"),
  COSIGN_2("cosign2"),
  COSIGN_3("cosign3"),
  DISTRIBUTION("registry"),
  GGCR_REGISTRY("ggcr-registry"),
  OCI_CONFORMANCE("oci-conformance"),
  SKOPEO("skopeo"),
  PODMAN("podman"),
  DOCKER("docker"),
  DOCKERD("dockerd"),
  IP("ip"),
  CONTAINERD_1("containerd"),
  CTR_1("ctr"),
  CONTAINERD_2("containerd2"),
  CTR_2("ctr2"),
  ZOT("zot"),
  NODE("node"),
  CHROMIUM("chromium"),
  PROMETHEUS("prometheus"),
  AMTOOL("amtool"),
  ALERTMANAGER("prometheus-alertmanager"),
  BASH("bash"),
  CURL("curl"),
  PYTHON("python3");

  private final String program;

  RealTool(String program) {
    this.program = program;
  }

  /** The program's file name. */
  String program() {
    return program;
  }

  /** The program's file: in the tools folder that {@code .ci/tools} fills, else on the PATH. */
  Optional<Path> find() {
    return Stream.concat(Stream.of(toolsFolder()), onThePath().stream())
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The program's file; where there is none, the calling test is skipped and says so. */
  Path require() {
    return find()
        .orElseGet(
            () ->
                abort(
                    "%s is not on this machine (`bash .ci/tools` gets it, where it can be had)"
                        .formatted(program)));
  }

  /** A command of this program; where there is no such program, the calling test is skipped. */
  Command with(String... arguments) {
    return new Command(
        Stream.concat(Stream.of(require().toString()), Arrays.stream(arguments)).toList(),
        Map.of());
  }

  /** Skips the calling test unless it runs as root, which some daemons need. */
  static void requireRoot(String why) {
    if (!"root".equals(System.getProperty("user.name"))) {
      abort("needs root: " + why);
    }
  }

  private static Path toolsFolder() {
    return folder("bin");
  }

  /** A folder that {@code .ci/tools} fills; it may not be there. */
  static Path folder(String name) {
    return Optional.ofNullable(System.getenv("PORTCULLIS_TOOLS"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache/portcullis-tools"))
        .resolve(name);
  }

  private static List<Path> onThePath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .toList();
  }
}
