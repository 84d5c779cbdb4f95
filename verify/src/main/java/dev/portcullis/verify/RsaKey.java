package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;

/** An RSA key of 2048 to 8192 bits with an odd exponent from 65537 to 2^31 - 1. */
record RsaKey(PublicKey key, int bits) implements KeyMaterial {
  private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(65537);
  private static final int EXPONENT_BITS = 31;

  /**
   * Checks both numbers.
   *
   * @throws MalformedException if one of them is out of range; the message says which
   */
  static RsaKey of(BigInteger modulus, BigInteger exponent) throws MalformedException {
    int bits = modulus.signum() > 0 ? modulus.bitLength() : 0;
    if (bits < Limits.RSA_BITS_MIN || bits > Limits.RSA_BITS_MAX) {
      throw new MalformedException(
          "an RSA key must have %d to %d bits, this one has %d"
              .formatted(Limits.RSA_BITS_MIN, Limits.RSA_BITS_MAX, bits));
    }
    if (!modulus.testBit(0)) {
      throw new MalformedException("the RSA modulus is even");
    }
    if (exponent.compareTo(SMALLEST_EXPONENT) < 0
        || !exponent.testBit(0)
        || exponent.bitLength() > EXPONENT_BITS) {
      throw new MalformedException(
          "the RSA exponent must be odd, at least 65537 and below 2^" + EXPONENT_BITS);
    }
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
      return new RsaKey(key, bits);
    } catch (GeneralSecurityException e) {
      throw new MalformedException("the RSA key is not accepted: " + e.getMessage());
    }
  }

  @Override
  public VerificationKey.Type type() {
    return VerificationKey.Type.RSA;
  }

  @Override
  public boolean verifies(SignatureScheme scheme, Bytes signed, Bytes signature) {
    boolean pss = scheme.family() == SignatureScheme.Family.RSA_PSS;
    if ((!pss && scheme.family() != SignatureScheme.Family.RSA_PKCS1)
        || signature.length() != (bits + 7) / 8) {
      return false;
    }
    try {
      Signature verification = pss ? pss(scheme) : pkcs1(scheme);
      verification.initVerify(key);
      verification.update(signed.asByteBuffer());
      return matches(verification, signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + scheme.words(), e);
    }
  }

  /** The JDK reports a signature that is not below the modulus by an exception. */
  private static boolean matches(Signature verification, Bytes signature) {
    try {
      return verification.verify(signature.toByteArray());
    } catch (SignatureException e) {
      return false;
    }
  }

  private static Signature pkcs1(SignatureScheme scheme) throws GeneralSecurityException {
    return Signature.getInstance(scheme.hash().jcaName().replace("-", "") + "withRSA");
  }

  private static Signature pss(SignatureScheme scheme) throws GeneralSecurityException {
    String hash = scheme.hash().jcaName();
    Signature verification = Signature.getInstance("RSASSA-PSS");
    verification.setParameter(
        new PSSParameterSpec(
            hash,
            "MGF1",
            new MGF1ParameterSpec(hash),
            scheme.hash().length(),
            PSSParameterSpec.TRAILER_FIELD_BC));
    return verification;
  }
}
