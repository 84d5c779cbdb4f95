package dev.portcullis.verify.notation;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges what is known of the revocation of certificates, those of the signer and those of a
 * timestamping authority alike (4.2, 4.3).
 *
 * @param mode what follows from a status that is not known
 */
record StatusJudge(NotationOutcome outcome, RevocationMode mode, Instant now) {
  /** Why the statuses of a chain refuse the signature: revoked is told before unknown. */
  Optional<Failure> worst(List<CertificateStatus> statuses) {
    List<Failure> failures = statuses.stream().flatMap(each -> status(each).stream()).toList();
    return failures.stream()
        .filter(failure -> failure.code() == Code.REVOKED)
        .findFirst()
        .or(() -> failures.stream().findFirst());
  }

  private Optional<Failure> status(CertificateStatus each) {
    return switch (each.at(now)) {
      case RevocationStatus.Good _ -> Optional.empty();
      case RevocationStatus.NotRevocable _ -> Optional.empty();
      case RevocationStatus.Unknown unknown -> unknown(described(each) + ": " + unknown.cause());
      case RevocationStatus.Revoked revoked ->
          wasTrustworthyThen(revoked)
              ? Optional.empty()
              : Optional.of(
                  Failure.of(
                      Code.REVOKED,
                      "%s was revoked at %s (%s), says %s"
                          .formatted(
                              described(each), revoked.at(), revoked.reason(), revoked.source())));
    };
  }

  /** What is not known of a chain and let pass, for people; empty if everything is known. */
  Optional<String> passedOver(List<CertificateStatus> statuses) {
    return statuses.stream()
        .filter(each -> each.at(now) instanceof RevocationStatus.Unknown)
        .findFirst()
        .map(each -> described(each) + ": " + ((RevocationStatus.Unknown) each.at(now)).cause());
  }

  private static String described(CertificateStatus each) {
    Certificate certificate = each.question().certificate();
    return "certificate %s (%s)"
        .formatted(
            certificate.serialNumber().toString(16), DistinguishedName.subjectOf(certificate));
  }

  /** A signing authority's word that it signed before the key was suspected counts (4.2). */
  private boolean wasTrustworthyThen(RevocationStatus.Revoked revoked) {
    return outcome.scheme() == SigningScheme.SIGNING_AUTHORITY
        && revoked
            .invalidityDate()
            .filter(date -> outcome.signingTime().isBefore(date))
            .isPresent();
  }

  /** Why a status that is not known refuses the signature: it does in hard mode only. */
  Optional<Failure> unknown(String cause) {
    return mode == RevocationMode.HARD
        ? Optional.of(
            Failure.of(Code.REVOCATION_UNKNOWN, "the revocation status is unknown: " + cause))
        : Optional.empty();
  }
}
