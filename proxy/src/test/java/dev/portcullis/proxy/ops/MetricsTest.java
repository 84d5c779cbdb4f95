package dev.portcullis.proxy.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    metrics.decided(Decisions.refusal("prod", "no"), "docker.io", Metrics.Path.COLD, 1_000);
    metrics.decided(Decisions.refusal("prod", "no"), "docker.io", Metrics.Path.HOT, 1_000);
    metrics.decided(Decisions.undecided("prod"), "ghcr.io", Metrics.Path.COLD, 1_000);

    assertThat(metrics.scrape())
        .contains(
            "portcullis_pulls_total{decision=\"refuse\",rule=\"prod\",upstream=\"docker.io\"} 2.0")
        .contains(
            "portcullis_pulls_total{decision=\"undecided\",rule=\"prod\",upstream=\"ghcr.io\"} 1.0")
        .contains("portcullis_verdict_seconds_count{path=\"hot\"} 1")
        .contains("portcullis_verdict_seconds_count{path=\"cold\"} 2");
  }

  @Test
  void verdictTimeFallsIntoTheBucketOfItsSize() {
    metrics.decided(Decisions.undecided("r"), "u", Metrics.Path.HOT, 7_000);

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
  void everyNameInTheDocumentIsServedAndEveryServedNameIsInTheDocument() throws Exception {
    metrics.decided(Decisions.undecided("r"), "u", Metrics.Path.COLD, 1);
    metrics.cache(Metrics.Cache.VERDICT).hit();
    metrics.cacheSize(Metrics.Cache.VERDICT, () -> 3);
    metrics.upstream("u", "manifest", "ok", 1);
    metrics.relayed("u", 17);
    metrics.reloaded(true);

    String document = Files.readString(Path.of("../docs/metrics.md"));
    String served = metrics.scrape();
    Matcher documented = Pattern.compile("(?m)^\\| `(portcullis_[a-z_]+)`").matcher(document);
    int names = 0;
    while (documented.find()) {
      names++;
      assertThat(served).contains("# TYPE " + documented.group(1).replaceFirst("_total$", ""));
    }
    Matcher types =
        Pattern.compile("(?m)^# TYPE (portcullis_[a-z_]+) (counter|gauge|histogram)$")
            .matcher(served);
    int families = 0;
    while (types.find()) {
      families++;
      assertThat(document).contains("`" + types.group(1).replaceFirst("_max$", ""));
    }
    assertThat(names).isEqualTo(12);
    assertThat(families).isGreaterThanOrEqualTo(names);
  }
}
