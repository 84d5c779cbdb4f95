package dev.portcullis.verify.x509;

import java.time.Instant;

/**
 * A certificate's revocation status as it was known when something was verified.
 *
 * @param question the certificate and its issuer
 * @param status what was known
 */
public record CertificateStatus(RevocationQuestion question, RevocationStatus status) {
  /** The status at {@code now}: a good one that has run out is unknown. */
  public RevocationStatus at(Instant now) {
    return status instanceof RevocationStatus.Good good && good.validUntil().isBefore(now)
        ? RevocationStatus.Unknown.because("the last answer ran out at " + good.validUntil())
        : status;
  }
}
