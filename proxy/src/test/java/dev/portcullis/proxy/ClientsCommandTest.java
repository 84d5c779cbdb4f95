package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsCommandTest {
  @TempDir private Path temp = Path.of("");

  @Test
  void everyClientIsPrintedIfNoneIsNamed() {
    CommandRun run = CommandRun.of("clients", "--proxy", "https://mirror.acme.io");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("==== docker", "==== containerd", "==== podman", "==== CRI-O", "The way out")
        .contains("server = \"https://mirror.acme.io\"")
        .doesNotContain("insecure = true");
  }

  @Test
  void oneClientIsPrintedAlone() {
    CommandRun run = CommandRun.of("clients", "podman", "--proxy", "http://10.0.0.5:5000");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("location = \"10.0.0.5:5000/docker.io\"")
        .doesNotContain("==== docker", "==== containerd", "==== CRI-O");
  }

  @Test
  void addressWithAPathIsRefused() {
    CommandRun run = CommandRun.of("clients", "--proxy", "https://mirror.acme.io/mirror");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--proxy", "without a path");
  }

  @Test
  void upstreamsAndPortComeFromTheConfiguration() throws Exception {
    ConfigFolder folder = new ConfigFolder(temp).withKey("release.pub");
    Path file =
        folder
            .with("portcullis.yaml", "listen: 127.0.0.1:6000\n" + ConfigFolder.SMALLEST)
            .file("portcullis.yaml");

    CommandRun run = CommandRun.of("clients", "podman", "--config", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("location = \"localhost:6000/registry.acme.io\"")
        .doesNotContain("docker.io/");
  }

  @Test
  void badConfigurationIsTold() throws Exception {
    Path file = new ConfigFolder(temp).with("bad.yaml", "rules: 5\n").file("bad.yaml");

    CommandRun run = CommandRun.of("clients", "--config", file.toString());

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains(file + ":1:8: expected a list");
  }

  @Test
  void unknownClientIsRefused() {
    CommandRun run = CommandRun.of("clients", "rkt");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("'rkt'");
  }
}
