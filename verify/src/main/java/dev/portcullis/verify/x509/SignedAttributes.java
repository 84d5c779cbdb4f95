package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The signed attributes of a timestamp (RFC 5652, section 11; RFC 5816), each at most once. */
record SignedAttributes(
    Bytes messageDigest,
    Optional<SigningCertificate> signingCertificate,
    Optional<Instant> signingTime) {
  private static final Oid CONTENT_TYPE = Oid.of("1.2.840.113549.1.9.3");
  private static final Oid MESSAGE_DIGEST = Oid.of("1.2.840.113549.1.9.4");
  private static final Oid SIGNING_TIME = Oid.of("1.2.840.113549.1.9.5");
  private static final Oid SIGNING_CERTIFICATE = Oid.of("1.2.840.113549.1.9.16.2.12");
  private static final Oid SIGNING_CERTIFICATE_V2 = Oid.of("1.2.840.113549.1.9.16.2.47");

  static SignedAttributes read(Bytes set) throws MalformedException {
    DerReader attributes = DerReader.of(set).enter(DerReader.SET);
    Set<Oid> seen = new HashSet<>();
    boolean contentType = false;
    Optional<Bytes> messageDigest = Optional.empty();
    Optional<SigningCertificate> version1 = Optional.empty();
    Optional<SigningCertificate> version2 = Optional.empty();
    Optional<Instant> signingTime = Optional.empty();
    while (attributes.hasNext()) {
      DerReader attribute = attributes.enter(DerReader.SEQUENCE);
      Oid type = attribute.oid();
      DerReader value = attribute.enter(DerReader.SET);
      attribute.requireEnd();
      if (!seen.add(type)) {
        throw new MalformedException("signed attribute " + type + " stands twice");
      }
      if (type.equals(CONTENT_TYPE)) {
        contentType = value.oid().equals(SignedData.TIMESTAMP_INFO);
        value.requireEnd();
      } else if (type.equals(MESSAGE_DIGEST)) {
        messageDigest = Optional.of(value.content(DerReader.OCTET_STRING));
        value.requireEnd();
      } else if (type.equals(SIGNING_TIME)) {
        signingTime = Optional.of(value.time());
        value.requireEnd();
      } else if (type.equals(SIGNING_CERTIFICATE)) {
        version1 = Optional.of(SigningCertificate.readVersion1(value));
      } else if (type.equals(SIGNING_CERTIFICATE_V2)) {
        version2 = Optional.of(SigningCertificate.readVersion2(value));
      }
    }
    if (!contentType) {
      throw new MalformedException("the signed content type is not that of a timestamp");
    }
    return new SignedAttributes(
        messageDigest.orElseThrow(
            () -> new MalformedException("the timestamp has no signed message digest")),
        version2.isPresent() ? version2 : version1,
        signingTime);
  }
}
