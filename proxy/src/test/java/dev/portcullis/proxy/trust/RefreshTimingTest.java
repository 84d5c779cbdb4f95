package dev.portcullis.proxy.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshTimingTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static Duration next(Duration left, int failures, double chance) {
    return RefreshTiming.next(Optional.of(NOW.plus(left)), NOW, failures, chance);
  }

  @Test
  void freshRootIsAskedForDailyAndATenthMoreOrLess() {
    assertThat(next(Duration.ofDays(7), 0, 0.5)).isEqualTo(Duration.ofHours(24));
    assertThat(next(Duration.ofDays(7), 0, 0)).isEqualTo(Duration.ofMinutes(24 * 54));
    assertThat(next(Duration.ofDays(7), 0, 1)).isEqualTo(Duration.ofMinutes(24 * 66));
  }

  @Test
  void shortTimestampIsAskedForBeforeItIsOverButNotAllTheTime() {
    assertThat(next(Duration.ofHours(8), 0, 0.5)).isEqualTo(Duration.ofHours(4));
    assertThat(next(Duration.ofMinutes(1), 0, 0.5)).isEqualTo(Duration.ofMinutes(5));
    assertThat(next(Duration.ofDays(-3), 0, 0.5)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void failuresAreRetriedMoreAndMoreSeldomUpToAnHour() {
    assertThat(next(Duration.ofDays(7), 1, 0.5)).isEqualTo(Duration.ofMinutes(1));
    assertThat(next(Duration.ofDays(7), 4, 0.5)).isEqualTo(Duration.ofMinutes(8));
    assertThat(next(Duration.ofDays(7), 1000, 0.5)).isEqualTo(Duration.ofHours(1));
  }
}
