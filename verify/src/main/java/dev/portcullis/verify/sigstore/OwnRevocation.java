package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.Revocation;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges what is known of the revocation of an owner's certificates, as for Notary Project
 * signatures (notation spec notes, 4.2 and 4.3).
 */
public final class OwnRevocation {
  private OwnRevocation() {}

  /**
   * Why the statuses of the path refuse the signature at {@code now}: revoked is told before
   * unknown.
   */
  public static Optional<Failure> failure(Voucher.Owned voucher, RevocationMode mode, Instant now) {
    if (mode == RevocationMode.OFF) {
      return Optional.empty();
    }
    Optional<Failure> unknown = Optional.empty();
    for (CertificateStatus each : voucher.revocation()) {
      switch (each.at(now)) {
        case RevocationStatus.Good _, RevocationStatus.NotRevocable _ -> {}
        case RevocationStatus.Revoked revoked -> {
          return Optional.of(
              Failure.of(
                  Code.REVOKED,
                  "%s was revoked at %s (%s), says %s"
                      .formatted(words(each), revoked.at(), revoked.reason(), revoked.source())));
        }
        case RevocationStatus.Unknown why -> {
          if (mode == RevocationMode.HARD && unknown.isEmpty()) {
            unknown =
                Optional.of(
                    Failure.of(
                        Code.REVOCATION_UNKNOWN,
                        "the revocation status is unknown: " + words(each) + ": " + why.cause()));
          }
        }
      }
    }
    return unknown;
  }

  private static String words(CertificateStatus each) {
    Certificate certificate = each.question().certificate();
    return "certificate %s (%s)"
        .formatted(
            certificate.serialNumber().toString(16), DistinguishedName.subjectOf(certificate));
  }

  /** The questions about the path that need an answer from outside. */
  public static List<RevocationQuestion> questions(Voucher.Owned voucher, RevocationMode mode) {
    return mode == RevocationMode.OFF
        ? List.of()
        : voucher.revocation().stream()
            .map(CertificateStatus::question)
            .filter(question -> Revocation.beforehand(question, RevocationRules.DEFAULT).isEmpty())
            .toList();
  }
}
