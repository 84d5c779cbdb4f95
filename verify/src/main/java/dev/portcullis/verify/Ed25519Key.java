package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A point of edwards25519 of the full prime order. */
record Ed25519Key(Ed25519.PublicPoint point) implements KeyMaterial {
  private static final byte[] NO_CONTEXT = {};

  /**
   * Reads the 32 bytes of RFC 8032, section 5.1.5.
   *
   * @throws MalformedException if they are not 32, not the only encoding of their point, or of a
   *     point outside the subgroup of prime order
   */
  static Ed25519Key of(byte[] encoded) throws MalformedException {
    Ed25519.PublicPoint point =
        encoded.length == Ed25519.PUBLIC_KEY_SIZE
            ? Ed25519.validatePublicKeyFullExport(encoded, 0)
            : null;
    if (point == null) {
      throw new MalformedException("the Ed25519 key is not a valid point");
    }
    return new Ed25519Key(point);
  }

  @Override
  public VerificationKey.Type type() {
    return VerificationKey.Type.ED25519;
  }

  @Override
  public int bits() {
    return 255;
  }

  @Override
  public boolean verifies(SignatureScheme scheme, Bytes signed, Bytes signature) {
    if (signature.length() != Ed25519.SIGNATURE_SIZE) {
      return false;
    }
    byte[] raw = signature.toByteArray();
    return switch (scheme.family()) {
      case ED25519 -> Ed25519.verify(raw, 0, point, signed.toByteArray(), 0, signed.length());
      case ED25519PH ->
          Ed25519.verifyPrehash(
              raw, 0, point, NO_CONTEXT, scheme.hash().of(signed).toByteArray(), 0);
      case ECDSA, RSA_PKCS1, RSA_PSS -> false;
    };
  }
}
