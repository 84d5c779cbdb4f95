package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import java.math.BigInteger;

/**
 * What a revocation status belongs to: a serial number of an authority, which is its key and its
 * name together (notation spec notes, 4.6).
 *
 * @param issuerKey the SHA-256 of the issuer's SubjectPublicKeyInfo
 * @param issuerName the SHA-256 of the issuer's name in DER
 * @param serialNumber the certificate's serial number
 */
public record RevocationKey(Bytes issuerKey, Bytes issuerName, BigInteger serialNumber) {
  /** The key of a certificate that {@code issuer} has issued. */
  public static RevocationKey of(Certificate certificate, Certificate issuer) {
    return new RevocationKey(
        HashFunction.SHA256.of(issuer.spki()),
        HashFunction.SHA256.of(certificate.issuer()),
        certificate.serialNumber());
  }

  /** The serial number and the beginning of both hashes, for messages and file names. */
  @Override
  public String toString() {
    return serialNumber.toString(16)
        + "-"
        + issuerKey.toHex().substring(0, 16)
        + "-"
        + issuerName.toHex().substring(0, 16);
  }
}
