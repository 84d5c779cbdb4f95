package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What a cell holds at one time, immutable.
 *
 * @param kind the kind of {@code status}
 * @param status what is known
 * @param learnt when it was learnt
 * @param validUntil the last instant at which it may be relied on, in milliseconds since 1970; the
 *     largest number for what has no end
 */
record CellState(CellStatus kind, RevocationStatus status, Instant learnt, long validUntil) {
  static final String NOT_ASKED = "it has not been asked for yet";

  /** What {@code status} means for a cell that learns it at {@code now}. */
  static CellState of(RevocationStatus status, Instant now) {
    return switch (status) {
      case RevocationStatus.Good good ->
          new CellState(CellStatus.GOOD, good, now, millis(good.validUntil()));
      case RevocationStatus.Revoked revoked ->
          new CellState(
              revoked.hold() ? CellStatus.HOLD : CellStatus.REVOKED, revoked, now, Long.MAX_VALUE);
      case RevocationStatus.Unknown unknown ->
          new CellState(CellStatus.UNKNOWN, unknown, now, Long.MAX_VALUE);
      case RevocationStatus.NotRevocable never ->
          new CellState(CellStatus.GOOD, never, now, Long.MAX_VALUE);
    };
  }

  private static long millis(Instant instant) {
    return instant.equals(Instant.MAX) ? Long.MAX_VALUE : instant.toEpochMilli();
  }

  /** Nothing was asked yet. */
  static CellState fresh() {
    return of(RevocationStatus.Unknown.because(NOT_ASKED), Instant.EPOCH);
  }

  /** The end of a cell. */
  static CellState retired(Instant now) {
    return new CellState(
        CellStatus.RETIRED, RevocationStatus.Unknown.because(NOT_ASKED), now, Long.MAX_VALUE);
  }

  /**
   * The state after {@code next} was learnt: revoked stays, and an answer gives way to another
   * answer only. A good one may run out, which {@link #at} tells.
   */
  CellState then(CellState next) {
    return switch (kind) {
      case RETIRED -> this;
      case REVOKED -> next.kind == CellStatus.REVOKED && isStricter(next) ? next : this;
      case HOLD, GOOD -> next.kind == CellStatus.UNKNOWN ? this : next;
      case UNKNOWN -> next;
    };
  }

  /** Whether {@code next} suspects the key for longer, a missing date being the longest. */
  private boolean isStricter(CellState next) {
    Optional<Instant> mine = suspectedSince(status);
    Optional<Instant> other = suspectedSince(next.status);
    return mine.isPresent() && (other.isEmpty() || other.get().isBefore(mine.get()));
  }

  private static Optional<Instant> suspectedSince(RevocationStatus status) {
    return status instanceof RevocationStatus.Revoked revoked
        ? revoked.invalidityDate()
        : Optional.empty();
  }

  /** The kind at {@code millis}: unknown where good has run out. */
  CellStatus at(long millis) {
    return kind == CellStatus.GOOD && millis > validUntil ? CellStatus.UNKNOWN : kind;
  }

  /** Whether it says something that may be relied on at {@code millis}. */
  boolean isSettled(long millis) {
    return kind != CellStatus.UNKNOWN && kind != CellStatus.RETIRED && millis <= validUntil;
  }
}
