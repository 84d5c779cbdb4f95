package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void noCommandShowsUsageAndFails() {
    CommandRun run = CommandRun.of();

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: portcullis", "Commands:");
  }

  @Test
  void helpTeachesWithExamples() {
    CommandRun run = CommandRun.of("--help");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("only lets verified artifacts through", "Examples:");
    assertThat(run.out()).matches("[\\x20-\\x7e\\n]+");
  }

  @Test
  void versionNamesProgramAndRuntime() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("portcullis ").contains("(Java 25");
  }

  @Test
  void misspeltCommandGetsASuggestion() {
    CommandRun run = CommandRun.of("clint");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("'clint'", "Did you mean", "clients").doesNotContain("at dev.");
  }

  @Test
  void unknownOptionIsRefused() {
    CommandRun run = CommandRun.of("clients", "--prox", "x");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("--prox");
  }
}
