package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * The CertID by which OCSP names a certificate (RFC 6960, section 4.1.1). SHA-1 is accepted: it
 * only names, and most responders know nothing else.
 *
 * @param algorithm the hash algorithm
 * @param issuerName the hash of the issuer's name
 * @param issuerKey the hash of the issuer's key, without algorithm
 */
record OcspCertificateId(
    Oid algorithm, Bytes issuerName, Bytes issuerKey, BigInteger serialNumber) {
  static final Oid SHA1 = Oid.of("1.3.14.3.2.26");

  private static final Map<Oid, String> HASHES =
      Map.of(
          SHA1,
          "SHA-1",
          Oid.of("2.16.840.1.101.3.4.2.1"),
          "SHA-256",
          Oid.of("2.16.840.1.101.3.4.2.2"),
          "SHA-384",
          Oid.of("2.16.840.1.101.3.4.2.3"),
          "SHA-512");

  /** Reads the next element. */
  static OcspCertificateId read(DerReader reader) throws MalformedException {
    DerReader id = reader.enter(DerReader.SEQUENCE);
    DerReader algorithm = id.enter(DerReader.SEQUENCE);
    Oid oid = algorithm.oid();
    Bytes issuerName = id.content(DerReader.OCTET_STRING);
    Bytes issuerKey = id.content(DerReader.OCTET_STRING);
    BigInteger serialNumber = id.integer();
    id.requireEnd();
    return new OcspCertificateId(oid, issuerName, issuerKey, serialNumber);
  }

  /**
   * The identifier of a certificate by SHA-1.
   *
   * @throws MalformedException if the issuer's key cannot be read
   */
  static OcspCertificateId of(RevocationQuestion question) throws MalformedException {
    return new OcspCertificateId(
        SHA1,
        hash("SHA-1", question.issuer().subject()),
        hash("SHA-1", keyBits(question.issuer())),
        question.certificate().serialNumber());
  }

  /** Whether all of it names the certificate: serial number, issuer's name and issuer's key. */
  boolean names(RevocationQuestion question) throws MalformedException {
    String hash = HASHES.get(algorithm);
    return hash != null
        && serialNumber.equals(question.certificate().serialNumber())
        && issuerName.equals(hash(hash, question.issuer().subject()))
        && issuerKey.equals(hash(hash, keyBits(question.issuer())));
  }

  /** The SHA-1 by which a responder is named (RFC 6960, section 4.2.1, byKey). */
  static Bytes keyHash(Certificate certificate) throws MalformedException {
    return hash("SHA-1", keyBits(certificate));
  }

  private static Bytes keyBits(Certificate certificate) throws MalformedException {
    DerReader spki = DerReader.of(certificate.spki()).enter(DerReader.SEQUENCE);
    spki.skip();
    return spki.wholeBits();
  }

  private static Bytes hash(String algorithm, Bytes content) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      content.update(digest);
      return Bytes.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + algorithm, e);
    }
  }
}
