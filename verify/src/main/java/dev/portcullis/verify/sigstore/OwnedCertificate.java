package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.ExtendedKeyUsage;
import dev.portcullis.verify.x509.Extension;
import dev.portcullis.verify.x509.KeyUsage;
import dev.portcullis.verify.x509.Oid;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A long-lived certificate of the shape that lets it sign artifacts (sigstore spec notes, 2.4, "BYO
 * PKI"), which nobody has vouched for yet.
 *
 * @param certificate the certificate
 * @param subjects whom it says it is for, one or more
 */
record OwnedCertificate(Certificate certificate, List<SubjectName> subjects) {
  private static final Set<Oid> UNDERSTOOD =
      Set.of(
          Extension.BASIC_CONSTRAINTS,
          Extension.KEY_USAGE,
          Extension.EXTENDED_KEY_USAGE,
          Extension.SUBJECT_ALTERNATIVE_NAME);

  OwnedCertificate {
    subjects = List.copyOf(subjects);
  }

  /**
   * Checks the shape.
   *
   * @throws MalformedException if it is another; the message says how
   */
  static OwnedCertificate of(Certificate certificate) throws MalformedException {
    if (certificate.basicConstraints().ca()) {
      throw new MalformedException("the certificate is a certificate authority's");
    }
    Optional<Extension> usage = certificate.extension(Extension.KEY_USAGE);
    if (usage.isEmpty()
        || !usage.get().critical()
        || !certificate.keyUsage().orElse(Set.of()).contains(KeyUsage.DIGITAL_SIGNATURE)) {
      throw new MalformedException(
          "the certificate's key usage is not critical or lacks digital signatures");
    }
    Optional<List<Oid>> purposes = certificate.extendedKeyUsage();
    if (purposes.isPresent() && !purposes.get().contains(ExtendedKeyUsage.CODE_SIGNING)) {
      throw new MalformedException("the certificate's extended key usage lacks code signing");
    }
    Optional<Oid> unknown = certificate.unknownCriticalExtension(UNDERSTOOD);
    if (unknown.isPresent()) {
      throw new MalformedException(
          "the certificate has an unknown critical extension " + unknown.get());
    }
    Optional<Extension> names = certificate.extension(Extension.SUBJECT_ALTERNATIVE_NAME);
    if (names.isEmpty()) {
      throw new MalformedException("the certificate has no subject alternative name");
    }
    return new OwnedCertificate(certificate, AlternativeNames.read(names.get().value()));
  }
}
