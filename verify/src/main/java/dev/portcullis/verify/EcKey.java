package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Oid;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * A point on one of the three NIST curves. Multiples of it are kept from its third signature on, so
 * that the keys of logs and authorities verify in a third of the time. Thread-safe.
 */
final class EcKey implements KeyMaterial {
  private static final int USES_WITHOUT_COMB = 2;

  private static final List<Curve> CURVES =
      List.of(
          Curve.of("1.2.840.10045.3.1.7", VerificationKey.Type.EC_P256, 256),
          Curve.of("1.3.132.0.34", VerificationKey.Type.EC_P384, 384),
          Curve.of("1.3.132.0.35", VerificationKey.Type.EC_P521, 521));

  private final Curve curve;
  private final ECPublicKeyParameters key;
  private volatile int uses;
  private volatile @Nullable Comb comb;

  private EcKey(Curve curve, ECPublicKeyParameters key) {
    this.curve = curve;
    this.key = key;
  }

  /**
   * A named curve (RFC 5480, section 2.1.1.1).
   *
   * @param bits the length of the field
   */
  record Curve(Oid oid, VerificationKey.Type type, int bits, ECDomainParameters domain) {
    private static final Map<VerificationKey.Type, Comb> GENERATORS = new ConcurrentHashMap<>();

    private static Curve of(String oid, VerificationKey.Type type, int bits) {
      X9ECParameters parameters = CustomNamedCurves.getByOID(new ASN1ObjectIdentifier(oid));
      return new Curve(Oid.of(oid), type, bits, new ECDomainParameters(parameters));
    }

    /** The comb of the generator, made on first use. */
    Comb generator() {
      return GENERATORS.computeIfAbsent(type, each -> Comb.of(domain.getG()));
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
    Comb kept = comb;
    if (kept != null) {
      return verifiesHash(hash, signature, kept);
    }
    countUse();
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, key);
    return signer.verifySignature(hash.toByteArray(), signature.r(), signature.s());
  }

  /** A count that threads lose now and then does no harm: the comb comes one signature later. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void countUse() {
    uses++;
    if (uses > USES_WITHOUT_COMB) {
      comb = Comb.of(key.getQ());
    }
  }

  /** Verification by SEC 1, section 4.1.4. */
  private boolean verifiesHash(Bytes hash, EcdsaSignature signature, Comb kept) {
    BigInteger n = order();
    BigInteger inverse = BigIntegers.modOddInverseVar(n, signature.s());
    BigInteger a = leftmost(hash, n).multiply(inverse).mod(n);
    BigInteger b = signature.r().multiply(inverse).mod(n);
    ECPoint sum = Comb.sum(curve.generator(), a, kept, b);
    return !sum.isInfinity() && isCoordinate(sum, signature.r(), n);
  }

  /** As many bits of the hash, from the left, as the order has. */
  private static BigInteger leftmost(Bytes hash, BigInteger n) {
    BigInteger number = new BigInteger(1, hash.toByteArray());
    int excess = 8 * hash.length() - n.bitLength();
    return excess > 0 ? number.shiftRight(excess) : number;
  }

  /** Whether the point's x is {@code r} modulo the order; in projective form, without division. */
  private static boolean isCoordinate(ECPoint point, BigInteger r, BigInteger n) {
    ECCurve field = point.getCurve();
    ECFieldElement z = point.getZCoord(0);
    ECFieldElement scale = z.square();
    BigInteger prime = field.getField().getCharacteristic();
    for (BigInteger x = r; x.compareTo(prime) < 0; x = x.add(n)) {
      if (field.fromBigInteger(x).multiply(scale).equals(point.getRawXCoord())) {
        return true;
      }
    }
    return false;
  }
}
