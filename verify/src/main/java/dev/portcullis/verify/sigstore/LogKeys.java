package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Optional;

/** How logs' keys are named (sigstore spec notes, 2.1 and 2.7). */
final class LogKeys {
  private static final int ED25519_KEY_BYTES = 32;

  private LogKeys() {}

  /** The scheme that a {@code PublicKeyDetails} names; empty if it is not accepted. */
  static Optional<SignatureScheme> scheme(String details) {
    return switch (details) {
      case "PKIX_ECDSA_P256_SHA_256",
          "5",
          "PKIX_ECDSA_P384_SHA_256",
          "19",
          "PKIX_ECDSA_P521_SHA_256",
          "20" ->
          Optional.of(SignatureScheme.ECDSA_SHA256);
      case "PKIX_ECDSA_P384_SHA_384", "12" -> Optional.of(SignatureScheme.ECDSA_SHA384);
      case "PKIX_ECDSA_P521_SHA_512", "13" -> Optional.of(SignatureScheme.ECDSA_SHA512);
      case "PKIX_RSA_PKCS1V15_2048_SHA256",
          "9",
          "PKIX_RSA_PKCS1V15_3072_SHA256",
          "10",
          "PKIX_RSA_PKCS1V15_4096_SHA256",
          "11" ->
          Optional.of(SignatureScheme.RSA_PKCS1_SHA256);
      case "PKIX_RSA_PSS_2048_SHA256",
          "16",
          "PKIX_RSA_PSS_3072_SHA256",
          "17",
          "PKIX_RSA_PSS_4096_SHA256",
          "18" ->
          Optional.of(SignatureScheme.RSA_PSS_SHA256);
      case "PKIX_ED25519", "7" -> Optional.of(SignatureScheme.ED25519);
      case "PKIX_ED25519_PH", "8" -> Optional.of(SignatureScheme.ED25519PH);
      default -> Optional.empty();
    };
  }

  /** The name in {@code PublicKeyDetails} of a key that signs by {@code scheme}. */
  static String details(VerificationKey key, SignatureScheme scheme) {
    return switch (scheme) {
      case ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 ->
          "PKIX_ECDSA_P" + key.bits() + "_SHA_" + bits(scheme);
      case RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
          "PKIX_RSA_PKCS1V15_" + key.bits() + "_SHA" + bits(scheme);
      case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 ->
          "PKIX_RSA_PSS_" + key.bits() + "_SHA" + bits(scheme);
      case ED25519 -> "PKIX_ED25519";
      case ED25519PH -> "PKIX_ED25519_PH";
    };
  }

  private static int bits(SignatureScheme scheme) {
    return 8 * scheme.hash().length();
  }

  /** Whether a key of this type can sign by {@code scheme}. */
  static boolean fits(VerificationKey key, SignatureScheme scheme) {
    return switch (scheme.family()) {
      case ECDSA ->
          switch (key.type()) {
            case EC_P256, EC_P384, EC_P521 -> true;
            case RSA, ED25519 -> false;
          };
      case RSA_PKCS1, RSA_PSS -> key.type() == VerificationKey.Type.RSA;
      case ED25519, ED25519PH -> key.type() == VerificationKey.Type.ED25519;
    };
  }

  /** The identifier of a Rekor v1 or certificate transparency log: the hash of its key. */
  static Bytes id(VerificationKey key) {
    return HashFunction.SHA256.of(key.spki());
  }

  /** The identifier of a Rekor v2 log, the C2SP signed-note key hash in full. */
  static Bytes noteId(VerificationKey key, String origin) {
    Bytes spki = key.spki();
    return switch (key.type()) {
      case EC_P256, EC_P384, EC_P521 -> id(key);
      case RSA ->
          HashFunction.SHA256.of(
              Bytes.utf8(origin + "\n"),
              Bytes.wrap(new byte[] {(byte) 0xff}),
              Bytes.utf8("PKIX-RSA-PKCS#1v1.5"),
              spki);
      case ED25519 ->
          HashFunction.SHA256.of(
              Bytes.utf8(origin + "\n\u0001"),
              spki.slice(spki.length() - ED25519_KEY_BYTES, spki.length()));
    };
  }

  /**
   * Checks that a root's {@code logId} belongs to its key.
   *
   * @throws MalformedException if it is neither form's identifier
   */
  static Bytes requireId(VerificationKey key, String origin, Optional<Bytes> claimed)
      throws MalformedException {
    Bytes noteId = noteId(key, origin);
    Bytes id = claimed.orElse(noteId);
    if (!id.equals(id(key)) && !id.equals(noteId)) {
      throw new MalformedException("the logId of " + origin + " does not belong to its key");
    }
    return id;
  }
}
