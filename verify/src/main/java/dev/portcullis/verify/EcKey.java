package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Oid;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/**
 * A point on one of the three NIST curves. Bouncy Castle keeps multiples of it with the point, so
 * that later signatures cost less than the first.
 */
record EcKey(Curve curve, ECPublicKeyParameters key) implements KeyMaterial {

  private static final List<Curve> CURVES =
      List.of(
          Curve.of("1.2.840.10045.3.1.7", VerificationKey.Type.EC_P256, 256),
          Curve.of("1.3.132.0.34", VerificationKey.Type.EC_P384, 384),
          Curve.of("1.3.132.0.35", VerificationKey.Type.EC_P521, 521));

  /**
   * A named curve (RFC 5480, section 2.1.1.1).
   *
   * @param bits the length of the field
   */
  record Curve(Oid oid, VerificationKey.Type type, int bits, ECDomainParameters domain) {
    private static Curve of(String oid, VerificationKey.Type type, int bits) {
      X9ECParameters parameters = CustomNamedCurves.getByOID(new ASN1ObjectIdentifier(oid));
      return new Curve(Oid.of(oid), type, bits, new ECDomainParameters(parameters));
    }

    /** The accepted curve that {@code oid} names. */
    static Optional<Curve> named(Oid oid) {
      return CURVES.stream().filter(curve -> curve.oid.equals(oid)).findFirst();
    }
  }

  /**
   * Reads an uncompressed point (SEC 1, section 2.3.4), which must lie on the curve.
   *
   * @throws MalformedException if it is compressed, or not a point of the curve
   */
  static EcKey of(Curve curve, byte[] point) throws MalformedException {
    if (point.length == 0 || point[0] != 4) {
      throw new MalformedException("the EC point is not in uncompressed form");
    }
    try {
      return new EcKey(
          curve,
          new ECPublicKeyParameters(curve.domain.getCurve().decodePoint(point), curve.domain));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("the EC point is not on its curve");
    }
  }

  @Override
  public VerificationKey.Type type() {
    return curve.type();
  }

  @Override
  public int bits() {
    return curve.bits();
  }

  @Override
  public boolean verifies(SignatureScheme scheme, Bytes signed, Bytes signature) {
    return verifies(scheme, signed, EcdsaSignature.fromDer(signature, order()));
  }

  /** As {@link #verifies(SignatureScheme, Bytes, Bytes)}, for a signature in the form r || s. */
  boolean verifiesP1363(SignatureScheme scheme, Bytes signed, Bytes signature) {
    return verifies(scheme, signed, EcdsaSignature.fromP1363(signature, order()));
  }

  private BigInteger order() {
    return curve.domain.getN();
  }

  private boolean verifies(
      SignatureScheme scheme, Bytes signed, Optional<EcdsaSignature> signature) {
    if (scheme.family() != SignatureScheme.Family.ECDSA || signature.isEmpty()) {
      return false;
    }
    return verifiesHash(scheme.hash().of(signed), signature.get());
  }

  /** Whether {@code signature}, in DER, is this key's over a message with this hash. */
  boolean verifiesHash(Bytes hash, Bytes signature) {
    return EcdsaSignature.fromDer(signature, order())
        .filter(read -> verifiesHash(hash, read))
        .isPresent();
  }

  private boolean verifiesHash(Bytes hash, EcdsaSignature signature) {
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, key);
    return signer.verifySignature(hash.toByteArray(), signature.r(), signature.s());
  }
}
