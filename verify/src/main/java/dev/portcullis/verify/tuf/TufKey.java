package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A key of a role (TUF specification 4.2.2). Its identifier is only a name for it: what {@code
 * tuf-on-ci} and others write is not always the hash of the key, so two identifiers may stand for
 * one key, which {@link RoleKeys} counts once.
 *
 * @param key the key
 * @param scheme by which it signs
 */
record TufKey(VerificationKey key, SignatureScheme scheme) {
  private static final String P256_POINT = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
  private static final String ED25519_POINT = "302a300506032b6570032100";

  /**
   * Reads a key object.
   *
   * @return empty for a type or scheme that is not known here, which then cannot sign
   * @throws MalformedException if the type is known and the key is not one
   */
  static Optional<TufKey> parse(JsonObject in) throws MalformedException {
    String type = in.text("keytype");
    String scheme = in.text("scheme");
    JsonObject value = in.object("keyval");
    return switch (type) {
      case "ecdsa", "ecdsa-sha2-nistp256" ->
          scheme.equals("ecdsa-sha2-nistp256")
              ? Optional.of(
                  of(ecdsa(value), VerificationKey.Type.EC_P256, SignatureScheme.ECDSA_SHA256))
              : Optional.empty();
      case "ed25519" ->
          scheme.equals("ed25519")
              ? Optional.of(
                  of(
                      VerificationKey.fromSpki(spki(ED25519_POINT, value)),
                      VerificationKey.Type.ED25519,
                      SignatureScheme.ED25519))
              : Optional.empty();
      case "rsa" ->
          scheme.equals("rsassa-pss-sha256")
              ? Optional.of(
                  of(
                      VerificationKey.fromPem(value.text("public")),
                      VerificationKey.Type.RSA,
                      SignatureScheme.RSA_PSS_SHA256))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** PEM; or the point in hexadecimal, as the first roots of the public Sigstore have it. */
  private static VerificationKey ecdsa(JsonObject value) throws MalformedException {
    String text = value.text("public");
    return text.startsWith("04")
        ? VerificationKey.fromSpki(spki(P256_POINT, value))
        : VerificationKey.fromPem(text);
  }

  private static Bytes spki(String prefix, JsonObject value) throws MalformedException {
    Bytes point = hex(value.text("public"), "a public key");
    return Bytes.wrap(HexFormat.of().parseHex(prefix + point.toHex()));
  }

  private static TufKey of(VerificationKey key, VerificationKey.Type type, SignatureScheme scheme)
      throws MalformedException {
    if (key.type() != type) {
      throw new MalformedException(
          "a key that signs by " + scheme.words() + " is of type " + key.type());
    }
    return new TufKey(key, scheme);
  }

  /**
   * The bytes that hexadecimal digits stand for.
   *
   * @throws MalformedException if there is anything else among them
   */
  static Bytes hex(String digits, String what) throws MalformedException {
    try {
      return Bytes.wrap(HexFormat.of().parseHex(digits.toLowerCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(what + " is not hexadecimal");
    }
  }

  boolean verifies(Bytes signed, Bytes signature) {
    return key.verify(scheme, signed, signature);
  }
}
