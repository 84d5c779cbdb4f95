package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * A CMS SignedData over a TSTInfo with exactly one signer (RFC 5652, section 5; RFC 3161, section
 * 2.4.2).
 *
 * @param content the TSTInfo
 * @param certificates the embedded certificates, DER
 * @param signer the one signer
 */
record SignedData(Bytes content, List<Bytes> certificates, SignerInfo signer) {
  private static final Oid SIGNED_DATA = Oid.of("1.2.840.113549.1.7.2");
  static final Oid TIMESTAMP_INFO = Oid.of("1.2.840.113549.1.9.16.1.4");
  private static final int VERSION = 3;

  SignedData {
    certificates = List.copyOf(certificates);
  }

  /** Reads the next element, a ContentInfo. */
  static SignedData read(DerReader reader) throws MalformedException {
    DerReader contentInfo = reader.enter(DerReader.SEQUENCE);
    if (!contentInfo.oid().equals(SIGNED_DATA)) {
      throw new MalformedException("the timestamp is not CMS SignedData");
    }
    DerReader explicit = contentInfo.enter(DerReader.constructed(0));
    contentInfo.requireEnd();
    DerReader signedData = explicit.enter(DerReader.SEQUENCE);
    explicit.requireEnd();
    if (signedData.smallInteger() != VERSION) {
      throw new MalformedException("the timestamp's SignedData is not of version " + VERSION);
    }
    signedData.enter(DerReader.SET);
    Bytes content = content(signedData.enter(DerReader.SEQUENCE));
    List<Bytes> certificates =
        signedData.nextIs(DerReader.constructed(0))
            ? certificates(signedData.enter(DerReader.constructed(0)))
            : List.of();
    if (signedData.nextIs(DerReader.constructed(1))) {
      signedData.skip();
    }
    DerReader signers = signedData.enter(DerReader.SET);
    signedData.requireEnd();
    SignerInfo signer = SignerInfo.read(signers.enter(DerReader.SEQUENCE));
    if (signers.hasNext()) {
      throw new MalformedException("the timestamp has more than one signer");
    }
    return new SignedData(content, certificates, signer);
  }

  private static Bytes content(DerReader encapsulated) throws MalformedException {
    if (!encapsulated.oid().equals(TIMESTAMP_INFO)) {
      throw new MalformedException("the timestamp's content is not a TSTInfo");
    }
    DerReader explicit = encapsulated.enter(DerReader.constructed(0));
    encapsulated.requireEnd();
    Bytes content = explicit.content(DerReader.OCTET_STRING);
    explicit.requireEnd();
    return content;
  }

  private static List<Bytes> certificates(DerReader set) throws MalformedException {
    List<Bytes> certificates = new ArrayList<>(2);
    while (set.hasNext()) {
      if (certificates.size() == Limits.CHAIN_LENGTH) {
        throw MalformedException.overLimit(
            "the timestamp has more than " + Limits.CHAIN_LENGTH + " certificates");
      }
      certificates.add(set.element());
    }
    return certificates;
  }

  List<Certificate> parseCertificates() throws MalformedException {
    List<Certificate> parsed = new ArrayList<>(certificates.size());
    for (Bytes certificate : certificates) {
      parsed.add(Certificate.parse(certificate));
    }
    return parsed;
  }
}
