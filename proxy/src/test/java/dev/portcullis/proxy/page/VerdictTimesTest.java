package dev.portcullis.proxy.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTimesTest {
  private static final List<Double> BOUNDS = List.of(10.0, 20.0, 40.0);

  @Test
  void quantileLiesBetweenTheEndsOfItsBucketByProportion() {
    VerdictTimes.Times times = new VerdictTimes.Times(BOUNDS, List.of(2L, 6L, 8L), 8);

    assertThat(times.quantile(0.25)).isEqualTo(10);
    assertThat(times.quantile(0.5)).isCloseTo(15, within(1e-9));
    assertThat(times.quantile(1)).isEqualTo(40);
  }

  @Test
  void whatLiesBeyondTheLastBoundIsAtLeastThat() {
    assertThat(new VerdictTimes.Times(BOUNDS, List.of(0L, 0L, 1L), 9).quantile(0.99)).isEqualTo(40);
  }

  @Test
  void nothingHasNoQuantile() {
    assertThat(new VerdictTimes.Times(BOUNDS, List.of(0L, 0L, 0L), 0).quantile(0.5)).isNaN();
  }

  @Test
  void onlyWhatCameSinceCounts() {
    VerdictTimes before = times(5, Map.of("admit", 5L));
    VerdictTimes since = times(9, Map.of("admit", 8L, "refuse", 1L)).since(before);

    assertThat(since.hot().total()).isEqualTo(4);
    assertThat(since.hot().counts()).containsExactly(4L, 4L, 4L);
    assertThat(since.decisions()).containsEntry("admit", 3L).containsEntry("refuse", 1L);
  }

  private static VerdictTimes times(long count, Map<String, Long> decisions) {
    VerdictTimes.Times times = new VerdictTimes.Times(BOUNDS, List.of(count, count, count), count);
    return new VerdictTimes(times, times, decisions);
  }
}
