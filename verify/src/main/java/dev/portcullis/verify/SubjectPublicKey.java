package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.DerReader;
import dev.portcullis.verify.x509.Oid;
import java.math.BigInteger;

/** Reads the DER SubjectPublicKeyInfo of RFC 5280, section 4.1.2.7. */
final class SubjectPublicKey {
  private static final Oid EC = Oid.of("1.2.840.10045.2.1");
  private static final Oid RSA = Oid.of("1.2.840.113549.1.1.1");
  private static final Oid RSA_PSS = Oid.of("1.2.840.113549.1.1.10");
  private static final Oid ED25519 = Oid.of("1.3.101.112");

  private SubjectPublicKey() {}

  /** The parts of the structure, of which only the form is known to be right. */
  private record Parts(Oid algorithm, DerReader parameters, Bytes key) {
    static Parts read(Bytes spki) throws MalformedException {
      try {
        DerReader document = DerReader.of(spki);
        DerReader info = document.enter(DerReader.SEQUENCE);
        document.requireEnd();
        DerReader algorithm = info.enter(DerReader.SEQUENCE);
        Oid oid = algorithm.oid();
        Bytes key = info.wholeBits();
        info.requireEnd();
        return new Parts(oid, algorithm, key);
      } catch (MalformedException e) {
        throw new MalformedException("not a DER SubjectPublicKeyInfo: " + e.getMessage());
      }
    }
  }

  /**
   * The key that {@code spki} holds.
   *
   * @throws MalformedException if it is not DER, or the key is of a kind or size that is not
   *     accepted
   */
  static KeyMaterial parse(Bytes spki) throws MalformedException {
    Parts parts = Parts.read(spki);
    if (parts.algorithm().equals(EC)) {
      return EcKey.of(curve(parts.parameters()), parts.key().toByteArray());
    }
    if (parts.algorithm().equals(RSA)) {
      return rsa(parts);
    }
    if (parts.algorithm().equals(ED25519)) {
      if (parts.parameters().hasNext()) {
        throw new MalformedException("the Ed25519 algorithm has parameters");
      }
      return Ed25519Key.of(parts.key().toByteArray());
    }
    if (parts.algorithm().equals(RSA_PSS)) {
      throw new MalformedException(
          "an RSA key that is bound to PSS is not accepted: use an rsaEncryption key");
    }
    throw new MalformedException(
        "a key of type "
            + parts.algorithm()
            + " is not accepted: use ECDSA on P-256, P-384 or P-521, RSA or Ed25519");
  }

  private static EcKey.Curve curve(DerReader parameters) throws MalformedException {
    if (!parameters.nextIs(DerReader.OBJECT_IDENTIFIER)) {
      throw new MalformedException("the EC key does not name its curve");
    }
    Oid curve = parameters.oid();
    parameters.requireEnd();
    return EcKey.Curve.named(curve)
        .orElseThrow(
            () ->
                new MalformedException(
                    "the curve " + curve + " is not accepted: use P-256, P-384 or P-521"));
  }

  private static KeyMaterial rsa(Parts parts) throws MalformedException {
    if (!parts.parameters().nextIs(DerReader.NULL)
        || !parts.parameters().content(DerReader.NULL).isEmpty()
        || parts.parameters().hasNext()) {
      throw new MalformedException("the RSA algorithm has parameters");
    }
    DerReader document = DerReader.of(parts.key());
    BigInteger modulus;
    BigInteger exponent;
    try {
      DerReader numbers = document.enter(DerReader.SEQUENCE);
      document.requireEnd();
      modulus = numbers.integer();
      exponent = numbers.integer();
      numbers.requireEnd();
    } catch (MalformedException e) {
      throw new MalformedException("the RSA key is not an RSAPublicKey: " + e.getMessage());
    }
    return RsaKey.of(modulus, exponent);
  }
}
