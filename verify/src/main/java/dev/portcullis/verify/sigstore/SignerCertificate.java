package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.DerReader;
import dev.portcullis.verify.x509.ExtendedKeyUsage;
import dev.portcullis.verify.x509.Extension;
import dev.portcullis.verify.x509.KeyUsage;
import dev.portcullis.verify.x509.Oid;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate of the shape that Fulcio gives to signers (sigstore spec notes, 2.4), which nobody
 * has vouched for yet.
 *
 * @param certificate the certificate
 * @param identity whom it says it is for
 */
record SignerCertificate(Certificate certificate, CertificateIdentity identity) {
  private static final Oid POISON = Oid.of("1.3.6.1.4.1.11129.2.4.3");
  private static final Bytes EMPTY_NAME = Bytes.wrap(new byte[] {DerReader.SEQUENCE, 0});
  private static final Set<Oid> UNDERSTOOD =
      Set.of(
          Extension.BASIC_CONSTRAINTS,
          Extension.KEY_USAGE,
          Extension.EXTENDED_KEY_USAGE,
          Extension.SUBJECT_ALTERNATIVE_NAME);

  /**
   * Checks the shape.
   *
   * @throws MalformedException if it is another; the message says how
   */
  static SignerCertificate of(Certificate certificate) throws MalformedException {
    if (certificate.basicConstraints().ca()) {
      throw new MalformedException("the certificate is a certificate authority's");
    }
    if (!certificate.subject().equals(EMPTY_NAME)) {
      throw new MalformedException("the certificate has a subject besides its alternative name");
    }
    Optional<Extension> usage = certificate.extension(Extension.KEY_USAGE);
    if (usage.isEmpty()
        || !usage.get().critical()
        || !certificate.keyUsage().orElse(Set.of()).contains(KeyUsage.DIGITAL_SIGNATURE)) {
      throw new MalformedException(
          "the certificate's key usage is not critical or lacks digital signatures");
    }
    if (!certificate.extendedKeyUsage().orElse(List.of()).contains(ExtendedKeyUsage.CODE_SIGNING)) {
      throw new MalformedException("the certificate's extended key usage lacks code signing");
    }
    if (certificate.extension(POISON).isPresent()) {
      throw new MalformedException("the certificate is a precertificate");
    }
    Optional<Oid> unknown = certificate.unknownCriticalExtension(UNDERSTOOD);
    if (unknown.isPresent()) {
      throw new MalformedException(
          "the certificate has an unknown critical extension " + unknown.get());
    }
    return new SignerCertificate(certificate, IdentityReader.read(certificate));
  }
}
