package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientsCommandTest {
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
  void unknownClientIsRefused() {
    CommandRun run = CommandRun.of("clients", "rkt");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("'rkt'");
  }
}
