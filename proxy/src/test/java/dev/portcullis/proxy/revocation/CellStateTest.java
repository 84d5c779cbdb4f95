package dev.portcullis.proxy.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a cell makes of a status, given what it held before. */
class CellStateTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final CellState GOOD =
      CellState.of(new RevocationStatus.Good(NOW.plusSeconds(60), "OCSP x"), NOW);
  private static final CellState UNKNOWN =
      CellState.of(RevocationStatus.Unknown.because("silence"), NOW);
  private static final CellState HOLD = revoked(true, Optional.empty());
  private static final CellState REVOKED = revoked(false, Optional.empty());

  private static CellState revoked(boolean hold, Optional<Instant> suspected) {
    return CellState.of(
        new RevocationStatus.Revoked(NOW, "keyCompromise", hold, suspected, "CRL x"), NOW);
  }

  @Test
  void revokedStaysWhateverIsSaid() {
    assertThat(REVOKED.then(GOOD)).isEqualTo(REVOKED);
    assertThat(REVOKED.then(UNKNOWN)).isEqualTo(REVOKED);
    assertThat(REVOKED.then(HOLD)).isEqualTo(REVOKED);
  }

  @Test
  void earlierSuspicionReplacesALaterOne() {
    CellState late = revoked(false, Optional.of(NOW));
    CellState early = revoked(false, Optional.of(NOW.minusSeconds(60)));
    assertThat(late.then(early)).isEqualTo(early);
    assertThat(early.then(late)).isEqualTo(early);
    assertThat(late.then(REVOKED)).isEqualTo(REVOKED);
    assertThat(REVOKED.then(early)).isEqualTo(REVOKED);
  }

  @Test
  void holdEndsOnlyWithAGoodAnswer() {
    assertThat(HOLD.then(UNKNOWN)).isEqualTo(HOLD);
    assertThat(HOLD.then(GOOD)).isEqualTo(GOOD);
    assertThat(HOLD.then(REVOKED)).isEqualTo(REVOKED);
  }

  @Test
  void goodIsNotForgottenInSilenceButRunsOut() {
    assertThat(GOOD.then(UNKNOWN)).isEqualTo(GOOD);
    assertThat(GOOD.at(NOW.plusSeconds(60).toEpochMilli())).isEqualTo(CellStatus.GOOD);
    assertThat(GOOD.at(NOW.plusSeconds(60).toEpochMilli() + 1)).isEqualTo(CellStatus.UNKNOWN);
    assertThat(GOOD.isSettled(NOW.plusSeconds(61).toEpochMilli())).isFalse();
  }

  @Test
  void retiredCellLearnsNothing() {
    CellState retired = CellState.retired(NOW);
    assertThat(retired.then(GOOD)).isEqualTo(retired);
    assertThat(retired.isSettled(0)).isFalse();
  }
}
