package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.HashFunction;
import java.time.Instant;

/**
 * The short-lived certificate behind a signature, for people who look for it.
 *
 * @param fingerprint the lower-case hexadecimal SHA-256 of its DER
 * @param keyFingerprint the lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo
 * @param authority the subject of the authority that issued it, made fit to print
 * @param notBefore the first instant of its validity
 * @param notAfter the last instant of its validity
 */
public record IssuedCertificate(
    String fingerprint,
    String keyFingerprint,
    String authority,
    Instant notBefore,
    Instant notAfter) {
  /** What {@code certificate}, which {@code issuer} has issued, says of itself. */
  static IssuedCertificate of(Certificate certificate, Certificate issuer) {
    return new IssuedCertificate(
        certificate.fingerprint(),
        HashFunction.SHA256.of(certificate.spki()).toHex(),
        DistinguishedName.subjectOf(issuer),
        certificate.notBefore(),
        certificate.notAfter());
  }

  /** All of it, to follow the word "certificate". */
  public String words() {
    return fingerprint
        + " (issued by "
        + authority
        + ", valid from "
        + notBefore
        + " to "
        + notAfter
        + ")";
  }
}
