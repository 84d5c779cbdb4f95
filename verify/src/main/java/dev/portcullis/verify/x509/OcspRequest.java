package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.util.List;

/**
 * The request that asks an OCSP responder about one certificate (RFC 6960, section 4.1.1; RFC 5019,
 * section 2.1.1): named by SHA-1, because many responders know nothing else, unsigned and without a
 * nonce, so that responders and caches may answer with what they have.
 */
public final class OcspRequest {
  /** AlgorithmIdentifier of SHA-1 with NULL parameters. */
  private static final Bytes SHA1 =
      Bytes.wrap(new byte[] {0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0});

  private OcspRequest() {}

  /**
   * The request in DER.
   *
   * @throws MalformedException if the issuer's key cannot be read
   */
  public static Bytes encode(RevocationQuestion question) throws MalformedException {
    OcspCertificateId id = OcspCertificateId.of(question);
    Bytes certificateId =
        sequence(
            SHA1,
            DerWriter.element(DerReader.OCTET_STRING, List.of(id.issuerName())),
            DerWriter.element(DerReader.OCTET_STRING, List.of(id.issuerKey())),
            DerWriter.element(
                DerReader.INTEGER, List.of(Bytes.wrap(id.serialNumber().toByteArray()))));
    return sequence(sequence(sequence(sequence(certificateId))));
  }

  private static Bytes sequence(Bytes... parts) {
    return DerWriter.element(DerReader.SEQUENCE, List.of(parts));
  }
}
