package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import java.time.Instant;
import java.util.Optional;

/**
 * The signer of a CMS SignedData (RFC 5652, section 5.3).
 *
 * @param identifier whom it names
 * @param scheme how it is signed; empty for an algorithm that is not accepted
 * @param signedAttributes what is signed: the attributes as a DER SET
 * @param contentDigest the attribute {@code messageDigest}
 * @param signingCertificate the attribute of RFC 2634 or RFC 5816
 * @param signingTime the attribute {@code signingTime}
 */
record SignerInfo(
    SignerIdentifier identifier,
    HashFunction digestAlgorithm,
    Optional<SignatureScheme> scheme,
    Bytes signedAttributes,
    Bytes contentDigest,
    Optional<SigningCertificate> signingCertificate,
    Optional<Instant> signingTime,
    Bytes signature) {

  static SignerInfo read(DerReader info) throws MalformedException {
    int version = info.smallInteger();
    SignerIdentifier identifier = SignerIdentifier.read(info, version);
    HashFunction digestAlgorithm = SignatureAlgorithms.hash(info);
    if (!info.nextIs(DerReader.constructed(0))) {
      throw new MalformedException("the timestamp has no signed attributes");
    }
    Bytes implicit = info.element();
    Optional<SignatureScheme> scheme = SignatureAlgorithms.scheme(info.element(), digestAlgorithm);
    Bytes signature = info.content(DerReader.OCTET_STRING);
    if (info.nextIs(DerReader.constructed(1))) {
      info.skip();
    }
    info.requireEnd();
    Bytes set = asSet(implicit);
    SignedAttributes attributes = SignedAttributes.read(set);
    return new SignerInfo(
        identifier,
        digestAlgorithm,
        scheme,
        set,
        attributes.messageDigest(),
        attributes.signingCertificate(),
        attributes.signingTime(),
        signature);
  }

  /** What is signed has the tag of a SET in place of the implicit one (RFC 5652, section 5.4). */
  private static Bytes asSet(Bytes implicit) {
    byte[] set = implicit.toByteArray();
    set[0] = DerReader.SET;
    return Bytes.wrap(set);
  }

  boolean names(Certificate certificate) {
    return identifier.names(certificate);
  }

  boolean byIssuerAndSerial() {
    return identifier instanceof SignerIdentifier.IssuerAndSerial;
  }

  boolean bindsCertificate(Certificate certificate, boolean byVersion2Only) {
    return signingCertificate.isPresent()
        && (signingCertificate.get().version2() || !byVersion2Only)
        && signingCertificate.get().binds(certificate);
  }
}
