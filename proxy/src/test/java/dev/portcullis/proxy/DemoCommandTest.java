package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoCommandTest {
  @Test
  void everyPullComesOutAsItShould() {
    CommandRun run = CommandRun.of("demo", "--exit");

    assertThat(run.out()).doesNotContain("NOT AS EXPECTED");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines().filter(line -> line.startsWith("    PASSED"))).hasSize(5);
    assertThat(run.out().lines().filter(line -> line.startsWith("    REFUSED"))).hasSize(6);
    assertThat(run.out().lines().filter(line -> line.startsWith("    WARNED"))).hasSize(1);
  }

  @Test
  void transcriptSaysWhyInPlainText() {
    String out = CommandRun.of("demo", "--exit").out();

    assertThat(out.replaceAll("\\s+", " "))
        .contains("no signature was found")
        .contains("for another digest")
        .contains("by a key that no signer names")
        .contains("which vouched only")
        .contains("is revoked")
        .contains("each with the outcome that it should have");
    assertThat(out).matches("[\\x20-\\x7e\\n]+");
    assertThat(out.lines()).allMatch(line -> line.length() <= 100);
  }
}
