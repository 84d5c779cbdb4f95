package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a responder says about one certificate (RFC 6960, section 4.2.1, SingleResponse).
 *
 * @param unknown whether the responder does not know the certificate
 * @param revocation when and why it was revoked, if it was
 */
record OcspSingleResponse(
    OcspCertificateId id,
    boolean unknown,
    Optional<Revocation> revocation,
    Instant thisUpdate,
    Optional<Instant> nextUpdate,
    List<Extension> extensions) {

  OcspSingleResponse {
    extensions = List.copyOf(extensions);
  }

  /** A revocation. */
  record Revocation(Instant at, RevocationReason reason) {}

  /** Reads the next element. */
  static OcspSingleResponse read(DerReader reader) throws MalformedException {
    DerReader single = reader.enter(DerReader.SEQUENCE);
    OcspCertificateId id = OcspCertificateId.read(single);
    boolean unknown = false;
    Optional<Revocation> revocation = Optional.empty();
    if (single.nextIs(DerReader.constructed(1))) {
      revocation = Optional.of(revocation(single.enter(DerReader.constructed(1))));
    } else if (single.nextIs(DerReader.primitive(2))) {
      requireEmpty(single, 2);
      unknown = true;
    } else {
      requireEmpty(single, 0);
    }
    Instant thisUpdate = single.time();
    Optional<Instant> nextUpdate = Optional.empty();
    if (single.nextIs(DerReader.constructed(0))) {
      DerReader explicit = single.enter(DerReader.constructed(0));
      nextUpdate = Optional.of(explicit.time());
      explicit.requireEnd();
    }
    List<Extension> extensions = List.of();
    if (single.nextIs(DerReader.constructed(1))) {
      DerReader explicit = single.enter(DerReader.constructed(1));
      extensions = ExtensionReader.read(explicit);
      explicit.requireEnd();
    }
    single.requireEnd();
    return new OcspSingleResponse(id, unknown, revocation, thisUpdate, nextUpdate, extensions);
  }

  private static Revocation revocation(DerReader info) throws MalformedException {
    Instant at = info.time();
    RevocationReason reason = RevocationReason.UNSPECIFIED;
    if (info.nextIs(DerReader.constructed(0))) {
      DerReader explicit = info.enter(DerReader.constructed(0));
      reason = RevocationReason.read(explicit);
      explicit.requireEnd();
    }
    info.requireEnd();
    return new Revocation(at, reason);
  }

  private static void requireEmpty(DerReader reader, int tag) throws MalformedException {
    if (!reader.content(DerReader.primitive(tag)).isEmpty()) {
      throw new MalformedException("the OCSP status is malformed");
    }
  }
}
