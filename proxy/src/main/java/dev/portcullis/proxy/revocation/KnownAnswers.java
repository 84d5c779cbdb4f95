package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationKey;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What all cells say at one time.
 *
 * @param until the last instant at which they still say so, if none learns anything
 * @param version grows whenever a cell has learnt something
 */
record KnownAnswers(RevocationAnswers answers, Instant until, long version) {
  static final KnownAnswers NONE = new KnownAnswers(RevocationAnswers.NONE, Instant.MIN, -1);

  boolean holds(Instant now, long newest) {
    return version == newest && !now.isAfter(until);
  }

  /**
   * The answers of {@code cells}.
   *
   * @param version read before the cells
   */
  static KnownAnswers of(
      Collection<RevocationCell> cells, Instant now, Duration grace, long version) {
    Map<RevocationKey, RevocationStatus> statuses = new HashMap<>();
    Instant until = Instant.MAX;
    for (RevocationCell cell : cells) {
      CellState state = cell.state();
      switch (state.status()) {
        case RevocationStatus.Good good -> {
          Instant end = good.validUntil().plus(grace);
          if (now.isAfter(end)) {
            statuses.put(cell.key(), ranOut(cell, good));
          } else {
            until = end.isBefore(until) ? end : until;
            statuses.put(
                cell.key(),
                new RevocationStatus.Good(Instant.MAX, good.source(), good.thisUpdate()));
          }
        }
        case RevocationStatus.Revoked revoked -> statuses.put(cell.key(), revoked);
        case RevocationStatus.NotRevocable never -> statuses.put(cell.key(), never);
        case RevocationStatus.Unknown unknown -> {
          if (!unknown.cause().equals(CellState.NOT_ASKED)) {
            statuses.put(cell.key(), unknown);
          }
        }
      }
    }
    return new KnownAnswers(new RevocationAnswers(statuses), until, version);
  }

  private static RevocationStatus ranOut(RevocationCell cell, RevocationStatus.Good good) {
    return RevocationStatus.Unknown.because(
        "the last answer ran out at "
            + good.validUntil()
            + cell.lastError().map(error -> ", and then: " + error).orElse(""));
  }
}
