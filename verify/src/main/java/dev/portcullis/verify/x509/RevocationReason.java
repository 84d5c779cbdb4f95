package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Why a certificate was revoked (RFC 5280, section 5.3.1), by number. */
enum RevocationReason {
  UNSPECIFIED("unspecified"),
  KEY_COMPROMISE("keyCompromise"),
  CA_COMPROMISE("cACompromise"),
  AFFILIATION_CHANGED("affiliationChanged"),
  SUPERSEDED("superseded"),
  CESSATION_OF_OPERATION("cessationOfOperation"),
  CERTIFICATE_HOLD("certificateHold"),
  UNASSIGNED("unassigned"),
  REMOVE_FROM_CRL("removeFromCRL"),
  PRIVILEGE_WITHDRAWN("privilegeWithdrawn"),
  AA_COMPROMISE("aACompromise");

  static final Oid REASON_CODE = Oid.of("2.5.29.21");
  static final Oid INVALIDITY_DATE = Oid.of("2.5.29.24");

  private final String rfcName;

  RevocationReason(String rfcName) {
    this.rfcName = rfcName;
  }

  /** The name in RFC 5280. */
  String rfcName() {
    return rfcName;
  }

  /** Reads the next element, an ENUMERATED. */
  static RevocationReason read(DerReader reader) throws MalformedException {
    Bytes number = reader.content(DerReader.ENUMERATED);
    if (number.length() != 1 || number.at(0) < 0 || number.at(0) >= values().length) {
      throw new MalformedException("unknown reason for revocation");
    }
    return values()[number.at(0)];
  }

  /** The reason among the extensions of an entry; unspecified if there is none. */
  static RevocationReason in(List<Extension> extensions) throws MalformedException {
    Optional<Extension> reason = ExtensionReader.find(extensions, REASON_CODE);
    if (reason.isEmpty()) {
      return UNSPECIFIED;
    }
    DerReader reader = DerReader.of(reason.get().value());
    RevocationReason read = read(reader);
    reader.requireEnd();
    return read;
  }

  /** The date since when the key is suspected, among the extensions of an entry. */
  static Optional<Instant> invalidityDate(List<Extension> extensions) throws MalformedException {
    Optional<Extension> date = ExtensionReader.find(extensions, INVALIDITY_DATE);
    if (date.isEmpty()) {
      return Optional.empty();
    }
    DerReader reader = DerReader.of(date.get().value());
    Instant read = reader.time();
    reader.requireEnd();
    return Optional.of(read);
  }
}
