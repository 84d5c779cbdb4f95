package dev.portcullis.proxy.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void pullsAreCountedByDecisionRuleAndUpstream() {
    metrics.decided(Decisions.refusal("prod", "no"), "d-1", "docker.io", Metrics.Path.COLD, 1_000);
    metrics.decided(Decisions.refusal("prod", "no"), "d-1", "docker.io", Metrics.Path.HOT, 1_000);
    metrics.decided(Decisions.undecided("prod"), "d-1", "ghcr.io", Metrics.Path.COLD, 1_000);

    assertThat(metrics.scrape())
        .contains(
            "portcullis_pulls_total{decision=\"refuse\",rule=\"prod\",upstream=\"docker.io\"} 2.0")
        .contains(
            "portcullis_pulls_total{decision=\"undecided\",rule=\"prod\",upstream=\"ghcr.io\"} 1.0")
        .contains("portcullis_verdict_seconds_count{path=\"hot\"} 1")
        .contains("portcullis_verdict_seconds_count{path=\"cold\"} 2");
  }

  @Test
  void answersWithoutARuleAreCountedByTheirKind() {
    metrics.undecided("trouble", "docker.io");

    assertThat(metrics.scrape())
        .contains(
            "portcullis_pulls_total{decision=\"trouble\",rule=\"none\",upstream=\"docker.io\"}"
                + " 1.0");
  }

  @Test
  void verdictTimeFallsIntoTheBucketOfItsSize() {
    metrics.decided(Decisions.undecided("r"), "d-1", "u", Metrics.Path.HOT, 7_000);

    assertThat(metrics.scrape())
        .containsPattern("portcullis_verdict_seconds_bucket\\{path=\"hot\",le=\"5.0E-6\"} 0")
        .containsPattern("portcullis_verdict_seconds_bucket\\{path=\"hot\",le=\"1.0E-5\"} 1");
  }

  @Test
  void failedReloadShowsUntilOneSucceeds() {
    metrics.reloaded(false);
    assertThat(metrics.scrape()).contains("portcullis_config_last_reload_success 0.0");

    metrics.reloaded(true);
    assertThat(metrics.scrape())
        .contains("portcullis_config_last_reload_success 1.0")
        .contains("portcullis_config_reloads_total{result=\"failure\"} 1.0")
        .contains("portcullis_config_reloads_total{result=\"success\"} 1.0");
  }

  @Test
  void timeOfAColdVerdictHasItsDecisionAsExemplar() {
    metrics.decided(Decisions.undecided("r"), "d-77", "u", Metrics.Path.COLD, 7_000_000);

    assertThat(metrics.scrapeOpenMetrics())
        .contains("trace_id=\"d-77\"")
        .endsWith("# EOF\n")
        .doesNotContainPattern("_count(\\{[^}]*\\})? [^\n]* # ");
  }

  @Test
  void pullOfSomethingSignedByOthersIsCountedByItsRule() {
    metrics.refusedSigned("prod");
    metrics.refusedSigned("prod");

    assertThat(metrics.scrape()).contains("portcullis_refused_signed_total{rule=\"prod\"} 2.0");
  }
}
