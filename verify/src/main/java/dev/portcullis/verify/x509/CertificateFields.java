package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of a certificate, cut out of its DER (RFC 5280, section 4.1).
 *
 * @param toBeSigned the TBSCertificate
 */
record CertificateFields(
    Bytes toBeSigned,
    Bytes signatureAlgorithm,
    Bytes signature,
    int version,
    BigInteger serialNumber,
    Bytes issuer,
    Instant notBefore,
    Instant notAfter,
    Bytes subject,
    Bytes spki,
    List<Extension> extensions) {

  CertificateFields {
    extensions = List.copyOf(extensions);
  }

  static CertificateFields read(Bytes der) throws MalformedException {
    if (der.length() > Limits.CERTIFICATE_BYTES) {
      throw MalformedException.overLimit(
          "a certificate of " + der.length() + " bytes is over " + Limits.CERTIFICATE_BYTES);
    }
    try {
      DerReader outer = DerReader.of(der);
      DerReader certificate = outer.enter(DerReader.SEQUENCE);
      outer.requireEnd();
      Bytes toBeSigned = certificate.element();
      Bytes signatureAlgorithm = certificate.element();
      Bytes signature = certificate.wholeBits();
      certificate.requireEnd();
      return read(toBeSigned, signatureAlgorithm, signature);
    } catch (MalformedException e) {
      throw new MalformedException("not an X.509 certificate: " + e.getMessage());
    }
  }

  private static CertificateFields read(Bytes toBeSigned, Bytes signatureAlgorithm, Bytes signature)
      throws MalformedException {
    DerReader tbs = DerReader.of(toBeSigned).enter(DerReader.SEQUENCE);
    int version = tbs.nextIs(DerReader.constructed(0)) ? version(tbs) : 1;
    BigInteger serialNumber = tbs.integer();
    if (!tbs.element().equals(signatureAlgorithm)) {
      throw new MalformedException("the two signature algorithms differ");
    }
    Bytes issuer = name(tbs);
    DerReader validity = tbs.enter(DerReader.SEQUENCE);
    Instant notBefore = validity.time();
    Instant notAfter = validity.time();
    validity.requireEnd();
    Bytes subject = name(tbs);
    Bytes spki = tbs.element();
    skipIfPresent(tbs, DerReader.primitive(1));
    skipIfPresent(tbs, DerReader.primitive(2));
    List<Extension> extensions =
        tbs.hasNext() ? extensions(tbs.enter(DerReader.constructed(3)), version) : List.of();
    tbs.requireEnd();
    return new CertificateFields(
        toBeSigned,
        signatureAlgorithm,
        signature,
        version,
        serialNumber,
        issuer,
        notBefore,
        notAfter,
        subject,
        spki,
        extensions);
  }

  private static int version(DerReader tbs) throws MalformedException {
    DerReader explicit = tbs.enter(DerReader.constructed(0));
    int version = explicit.smallInteger() + 1;
    explicit.requireEnd();
    if (version != 2 && version != 3) {
      throw new MalformedException("the version is not 1, 2 or 3");
    }
    return version;
  }

  private static Bytes name(DerReader tbs) throws MalformedException {
    if (!tbs.nextIs(DerReader.SEQUENCE)) {
      throw new MalformedException("a name is not a sequence");
    }
    return tbs.element();
  }

  private static void skipIfPresent(DerReader tbs, int tag) throws MalformedException {
    if (tbs.nextIs(tag)) {
      tbs.skip();
    }
  }

  private static List<Extension> extensions(DerReader explicit, int version)
      throws MalformedException {
    if (version != 3) {
      throw new MalformedException("extensions in a certificate before version 3");
    }
    DerReader sequence = explicit.enter(DerReader.SEQUENCE);
    explicit.requireEnd();
    List<Extension> extensions = new ArrayList<>();
    Set<Oid> seen = new HashSet<>();
    while (sequence.hasNext()) {
      DerReader each = sequence.enter(DerReader.SEQUENCE);
      Oid oid = each.oid();
      boolean critical = each.nextIs(DerReader.BOOLEAN) && each.bool();
      Extension extension = new Extension(oid, critical, each.content(DerReader.OCTET_STRING));
      each.requireEnd();
      if (!seen.add(oid)) {
        throw new MalformedException("extension " + oid + " stands twice");
      }
      extensions.add(extension);
      if (extensions.size() > Limits.CERTIFICATE_EXTENSIONS) {
        throw MalformedException.overLimit(
            "more than " + Limits.CERTIFICATE_EXTENSIONS + " extensions");
      }
    }
    return extensions;
  }

  /** The TBSCertificate without one extension, otherwise byte for byte the same. */
  Bytes toBeSignedWithout(Oid left) throws MalformedException {
    DerReader tbs = DerReader.of(toBeSigned).enter(DerReader.SEQUENCE);
    List<Bytes> parts = new ArrayList<>();
    while (tbs.hasNext() && !tbs.nextIs(DerReader.constructed(3))) {
      parts.add(tbs.element());
    }
    List<Bytes> kept = new ArrayList<>(extensions.size());
    DerReader sequence = tbs.enter(DerReader.constructed(3)).enter(DerReader.SEQUENCE);
    while (sequence.hasNext()) {
      Bytes extension = sequence.element();
      if (!DerReader.of(extension).enter(DerReader.SEQUENCE).oid().equals(left)) {
        kept.add(extension);
      }
    }
    Bytes extensionList = DerWriter.element(DerReader.SEQUENCE, kept);
    parts.add(DerWriter.element(DerReader.constructed(3), List.of(extensionList)));
    return DerWriter.element(DerReader.SEQUENCE, parts);
  }
}
