package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.x509.RevocationKey;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * A cell for people.
 *
 * @param key by which it can be cleared
 * @param certificate the subject of the certificate
 * @param fingerprint the certificate's SHA-256
 * @param notAfter the end of the certificate
 * @param status the kind of what is known
 * @param detail where it is known from, or why nothing is
 * @param learnt when it was learnt
 * @param thisUpdate when the authority said so
 * @param validUntil how long it may be relied on
 * @param refreshAt when it is asked for again
 * @param lastError what has gone wrong since
 */
public record CellReport(
    RevocationKey key,
    String certificate,
    String fingerprint,
    Instant notAfter,
    CellStatus status,
    String detail,
    Instant learnt,
    Optional<Instant> thisUpdate,
    Optional<Instant> validUntil,
    Optional<Instant> refreshAt,
    Optional<String> lastError) {

  static CellReport of(RevocationCell cell, Instant now) {
    CellState state = cell.state();
    Optional<RevocationStatus.Good> good =
        state.status() instanceof RevocationStatus.Good known
            ? Optional.of(known)
            : Optional.empty();
    return new CellReport(
        cell.key(),
        cell.question().certificate().toString(),
        cell.question().certificate().fingerprint(),
        cell.question().certificate().notAfter(),
        state.at(now.toEpochMilli()),
        detail(state.status()),
        state.learnt(),
        good.map(RevocationStatus.Good::thisUpdate),
        good.map(RevocationStatus.Good::validUntil),
        cell.refreshAt(),
        cell.lastError());
  }

  private static String detail(RevocationStatus status) {
    return switch (status) {
      case RevocationStatus.Good good -> good.source();
      case RevocationStatus.Revoked revoked ->
          revoked.source() + ": " + revoked.reason() + " at " + revoked.at();
      case RevocationStatus.Unknown unknown -> unknown.cause();
      case RevocationStatus.NotRevocable never -> never.why();
    };
  }
}
