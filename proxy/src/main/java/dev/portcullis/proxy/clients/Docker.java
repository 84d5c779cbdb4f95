package dev.portcullis.proxy.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * Docker Engine. With the containerd image store it reads {@code hosts.toml} as containerd does;
 * without it there are only {@code registry-mirrors}, which serve Docker Hub alone and are passed
 * over after any error.
 */
final class Docker {
  private Docker() {}

  static Setup setup(ProxyAddress proxy, List<String> registries) {
    String insecure =
        proxy.isPlain() ? ",\n  \"insecure-registries\": [\"" + proxy.authority() + "\"]" : "";
    List<ClientFile> files = new ArrayList<>();
    files.add(
        new ClientFile(
            "/etc/docker/daemon.json",
            ClientFile.Use.MERGE,
            "{\n  \"features\": {\"containerd-snapshotter\": true},\n  \"registry-mirrors\": [\""
                + proxy.url()
                + "\"]"
                + insecure
                + "\n}\n"));
    files.add(Containerd.hosts("/etc/docker/certs.d", proxy));
    return new Setup(
        "docker",
        files,
        List.of(
            "With the containerd image store (`docker info` shows driver-type"
                + " io.containerd.snapshotter.v1) hosts.toml covers every registry, and nothing"
                + " but the proxy is asked. Restart docker after a change of daemon.json.",
            "With the classic store (overlay2) this CANNOT be made exclusive: registry-mirrors"
                + " serves Docker Hub only, and docker goes on to Docker Hub after every refusal."
                + " There, close the way out as below, and pull other registries by explicit name:"
                + " docker pull "
                + proxy.nameOf(example(registries))
                + "/REPOSITORY:TAG"));
  }

  private static String example(List<String> registries) {
    return registries.stream()
        .filter(name -> !name.equals("docker.io"))
        .findFirst()
        .orElse("docker.io");
  }
}
