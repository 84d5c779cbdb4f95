package dev.portcullis.verify.notation;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.DistinguishedName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Proof that an envelope has integrity: it is well-formed, its signature is that of its leaf, its
 * chain fits the profile and it is about the subject. Whether its signer is trusted, and the rest
 * of 3.4, is for {@link NotationJudge} to say under a policy. Only {@link NotationVerifier} makes
 * one.
 */
public sealed interface NotationOutcome permits EstablishedOutcome {
  /** Where the envelope was found. */
  Origin origin();

  /** The digest of the subject that it is about. */
  Digest subject();

  /** The signing scheme. */
  SigningScheme scheme();

  /** The certificates, leaf first, root last. */
  List<Certificate> chain();

  /** The leaf's subject. */
  DistinguishedName signer();

  /** The stores of the scheme's type that hold a certificate of the chain. */
  Set<TrustStoreName> stores();

  /**
   * When the envelope says that it was signed: the word of a signing authority, or under {@link
   * SigningScheme#X509} only of the signer.
   */
  Instant signingTime();

  /** The end that the signer has set. */
  Optional<Instant> expiry();

  /** What the timestamp proves; not looked at if no store holds the chain. */
  TimestampFact timestamp();

  /** What the signer has added (1, "User metadata"). */
  Map<String, String> annotations();

  /** The revocation status of each certificate but the root, leaf first. */
  List<CertificateStatus> revocation();

  /** The identity at AWS Signer, where that is understood and claimed. */
  Optional<AwsSigner> awsSigner();

  /** What the operator had decided. */
  NotationOptions options();

  /** The certificate that has signed. */
  default Certificate leaf() {
    return chain().getFirst();
  }

  /**
   * The times at which it is proven to have been signed, within the validity of every certificate:
   * that of a signing authority, or that of a timestamp; none if there is neither.
   */
  default List<Instant> provenTimes() {
    if (scheme() == SigningScheme.SIGNING_AUTHORITY) {
      return stores().isEmpty() || validity(signingTime(), signingTime()).isPresent()
          ? List.of()
          : List.of(signingTime());
    }
    return timestamp() instanceof TimestampFact.Proven proven
            && validity(proven.earliest(), proven.latest()).isEmpty()
        ? List.of(proven.time())
        : List.of();
  }

  /**
   * Why the span from {@code from} to {@code to} is not within the validity of every certificate.
   */
  default Optional<Failure> validity(Instant from, Instant to) {
    for (int i = 0; i < chain().size(); i++) {
      Certificate certificate = chain().get(i);
      if (from.isBefore(certificate.notBefore()) || to.isAfter(certificate.notAfter())) {
        return Optional.of(
            Failure.of(
                Code.VALIDITY,
                "certificate %d of %d (%s) is not valid at the time that counts"
                    .formatted(i + 1, chain().size(), DistinguishedName.subjectOf(certificate)),
                certificate.notBefore() + " to " + certificate.notAfter(),
                from.equals(to) ? from.toString() : from + " to " + to));
      }
    }
    return Optional.empty();
  }
}
