package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What every metadata file has (TUF specification 4.2, 4.3): nothing in it is believed before
 * {@link RoleKeys#require} has looked at the signatures. Members that nobody here knows are left
 * alone, as the specification demands, and are under the signatures all the same.
 *
 * @param role whose file it is
 * @param raw the file
 * @param signatures in order, at most {@link Limits#TUF_KEYS}
 * @param signed the object that is signed
 * @param canonical the bytes that are signed
 * @param version 1 or more
 * @param expires when its time is over
 */
record SignedMetadata(
    TufRole role,
    Bytes raw,
    List<Signature> signatures,
    JsonObject signed,
    Bytes canonical,
    long version,
    Instant expires) {
  private static final long GREATEST = (1L << 53) - 1;

  /** One signature. */
  record Signature(String keyId, Bytes signature) {}

  /**
   * Reads a file.
   *
   * @throws MalformedException if it is not metadata of {@code role}
   */
  static SignedMetadata parse(TufRole role, Bytes file) throws MalformedException {
    JsonObject envelope = JsonObject.parse(file, role.limit());
    List<Signature> signatures = new ArrayList<>();
    for (JsonObject each : envelope.objects("signatures", Limits.TUF_KEYS)) {
      // A signer who has not signed yet stands there with an empty signature.
      signatures.add(
          new Signature(keyId(each.text("keyid")), TufKey.hex(each.text("sig"), "a signature")));
    }
    JsonObject signed = envelope.object("signed");
    String type = signed.text("_type");
    if (!type.equals(role.word())) {
      throw new MalformedException(
          "this is metadata of the role '%s', not '%s'"
              .formatted(Quoting.shorten(type), role.word()));
    }
    String specification = signed.text("spec_version");
    if (!specification.equals("1") && !specification.startsWith("1.")) {
      throw new MalformedException(
          "it follows version '%s' of the specification, and 1.x is understood here"
              .formatted(Quoting.shorten(specification)));
    }
    return new SignedMetadata(
        role,
        file,
        List.copyOf(signatures),
        signed,
        CanonicalJson.of(envelope.get("signed")),
        positive(signed, "version"),
        time(signed.text("expires")));
  }

  static String keyId(String text) throws MalformedException {
    if (text.isEmpty() || text.length() > Limits.TUF_KEY_ID_LENGTH) {
      throw new MalformedException("a key identifier has " + text.length() + " characters");
    }
    return text;
  }

  /** A whole number from 1 on that JSON readers agree about. */
  static long positive(JsonObject in, String name) throws MalformedException {
    long number = natural(in, name);
    if (number < 1) {
      throw new MalformedException("'" + in.place(name) + "' is not 1 or more");
    }
    return number;
  }

  /** A whole number from 0 on that JSON readers agree about. */
  static long natural(JsonObject in, String name) throws MalformedException {
    var node = in.get(name);
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > GREATEST) {
      throw new MalformedException("'" + in.place(name) + "' is not a number in range");
    }
    return node.longValue();
  }

  /** RFC 3339; with a zone other than Z in the oldest files of the public Sigstore. */
  private static Instant time(String text) throws MalformedException {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new MalformedException("'" + Quoting.shorten(text) + "' is not a time");
    }
  }

  /** Refuses what is over at {@code now} (TUF specification 5.3.10, 5.4.4, 5.5.6, 5.6.6). */
  void requireCurrent(Instant now) throws TufException {
    if (!now.isBefore(expires)) {
      throw new TufException(
          TufFailure.Code.EXPIRED, name() + " expired at " + expires + ", and it is " + now);
    }
  }

  /** The file, for messages. */
  String name() {
    return role.fileName() + " version " + version;
  }
}
