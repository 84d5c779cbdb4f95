package dev.portcullis.proxy.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RefreshScheduleTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private final RefreshSchedule schedule = new RefreshSchedule(new SplittableRandom(7));

  @Test
  void refreshComesAtHalfToThreeQuartersOfTheLifeAndNeverTheSame() {
    Set<Duration> delays = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Duration delay = schedule.ahead(NOW, NOW.plus(Duration.ofHours(24)));
      assertThat(delay).isBetween(Duration.ofHours(12), Duration.ofHours(18));
      delays.add(delay);
    }
    assertThat(delays).hasSizeGreaterThan(900);
  }

  @Test
  void refreshOfAnAnswerAtItsEndIsNotAStorm() {
    assertThat(schedule.ahead(NOW, NOW)).isEqualTo(Duration.ofSeconds(1));
    assertThat(schedule.ahead(NOW, NOW.minusSeconds(60))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void retriesBackOffButNeverPastTheEndOfTheOldAnswer() {
    Instant end = NOW.plus(Duration.ofDays(1));
    assertThat(schedule.retry(1, NOW, end)).isBetween(seconds(45), seconds(60));
    assertThat(schedule.retry(3, NOW, end)).isBetween(seconds(180), seconds(240));
    assertThat(schedule.retry(40, NOW, end)).isBetween(seconds(675), seconds(900));
    assertThat(schedule.retry(40, NOW, NOW.plusSeconds(80))).isEqualTo(seconds(20));
  }

  @Test
  void failureIsBelievedForFifteenSecondsToAMinute() {
    assertThat(schedule.negative(1)).isEqualTo(seconds(15));
    assertThat(schedule.negative(30)).isBetween(seconds(45), seconds(60));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
