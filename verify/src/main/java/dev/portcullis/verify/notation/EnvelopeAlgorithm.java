package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * A signature algorithm of the specification, each for one kind and size of key (2.3). The key
 * decides which one applies; what an envelope declares must agree (CVE-2015-9258).
 */
enum EnvelopeAlgorithm {
  PS256(-37, VerificationKey.Type.RSA, 2048, SignatureScheme.RSA_PSS_SHA256),
  PS384(-38, VerificationKey.Type.RSA, 3072, SignatureScheme.RSA_PSS_SHA384),
  PS512(-39, VerificationKey.Type.RSA, 4096, SignatureScheme.RSA_PSS_SHA512),
  ES256(-7, VerificationKey.Type.EC_P256, 256, SignatureScheme.ECDSA_SHA256),
  ES384(-35, VerificationKey.Type.EC_P384, 384, SignatureScheme.ECDSA_SHA384),
  ES512(-36, VerificationKey.Type.EC_P521, 521, SignatureScheme.ECDSA_SHA512);

  private final long cose;
  private final VerificationKey.Type type;
  private final int bits;
  private final SignatureScheme scheme;

  EnvelopeAlgorithm(long cose, VerificationKey.Type type, int bits, SignatureScheme scheme) {
    this.cose = cose;
    this.type = type;
    this.bits = bits;
    this.scheme = scheme;
  }

  /** The algorithm with this JOSE name. */
  static Optional<EnvelopeAlgorithm> ofJws(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
  }

  /** The algorithm with this COSE number. */
  static Optional<EnvelopeAlgorithm> ofCose(long number) {
    return Arrays.stream(values()).filter(each -> each.cose == number).findFirst();
  }

  /** The one algorithm that a key may sign with; empty for kinds and sizes that may not sign. */
  static Optional<EnvelopeAlgorithm> of(VerificationKey key) {
    return Arrays.stream(values())
        .filter(each -> each.type == key.type() && each.bits == key.bits())
        .findFirst();
  }

  /**
   * Whether {@code signature} is that of {@code key} over {@code signed}: RSASSA-PSS with a salt as
   * long as the hash, ECDSA as {@code r || s} of the curve's full length.
   */
  boolean verifies(VerificationKey key, Bytes signed, Bytes signature) {
    return type == VerificationKey.Type.RSA
        ? key.verify(scheme, signed, signature)
        : key.verifyP1363(scheme, signed, signature);
  }
}
