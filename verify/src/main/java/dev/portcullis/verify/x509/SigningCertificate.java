package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The first ESSCertID of a signing-certificate attribute, which binds the signer's certificate (RFC
 * 2634, section 5.4; RFC 5816, section 2.2.1).
 *
 * @param version2 whether it is that of RFC 5816
 * @param algorithm the JDK's name of the hash function
 * @param hash the hash of the certificate
 * @param issuerSerial the certificate's issuer and serial number, if given
 */
record SigningCertificate(
    boolean version2,
    String algorithm,
    Bytes hash,
    Optional<SignerIdentifier.IssuerAndSerial> issuerSerial) {

  /** Reads the value of the attribute of RFC 2634. */
  static SigningCertificate readVersion1(DerReader value) throws MalformedException {
    DerReader id = firstId(value);
    return read(false, "SHA-1", id);
  }

  /** Reads the value of the attribute of RFC 5816. */
  static SigningCertificate readVersion2(DerReader value) throws MalformedException {
    DerReader id = firstId(value);
    HashFunction hash =
        id.nextIs(DerReader.SEQUENCE) ? SignatureAlgorithms.hash(id) : HashFunction.SHA256;
    return read(true, hash.jcaName(), id);
  }

  private static DerReader firstId(DerReader value) throws MalformedException {
    return value.enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE);
  }

  private static SigningCertificate read(boolean version2, String algorithm, DerReader id)
      throws MalformedException {
    Bytes hash = id.content(DerReader.OCTET_STRING);
    Optional<SignerIdentifier.IssuerAndSerial> issuerSerial =
        id.hasNext() ? Optional.of(issuerSerial(id.enter(DerReader.SEQUENCE))) : Optional.empty();
    id.requireEnd();
    return new SigningCertificate(version2, algorithm, hash, issuerSerial);
  }

  /** GeneralNames with one directoryName (tag 4), then the serial number. */
  private static SignerIdentifier.IssuerAndSerial issuerSerial(DerReader sequence)
      throws MalformedException {
    DerReader names = sequence.enter(DerReader.SEQUENCE);
    DerReader directoryName = names.enter(DerReader.constructed(4));
    names.requireEnd();
    Bytes issuer = directoryName.element();
    directoryName.requireEnd();
    BigInteger serialNumber = sequence.integer();
    sequence.requireEnd();
    return new SignerIdentifier.IssuerAndSerial(issuer, serialNumber);
  }

  boolean binds(Certificate certificate) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      certificate.der().update(digest);
      return hash.equals(Bytes.wrap(digest.digest()))
          && (issuerSerial.isEmpty() || issuerSerial.get().names(certificate));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + algorithm, e);
    }
  }
}
