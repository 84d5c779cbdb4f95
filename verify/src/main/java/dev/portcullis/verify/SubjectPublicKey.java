package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Reads the DER SubjectPublicKeyInfo of RFC 5280, section 4.1.2.7. */
final class SubjectPublicKey {
  private SubjectPublicKey() {}

  /**
   * The key that {@code spki} holds.
   *
   * @throws MalformedException if it is not DER, or the key is of a kind or size that is not
   *     accepted
   */
  static KeyMaterial parse(Bytes spki) throws MalformedException {
    byte[] der = spki.toByteArray();
    SubjectPublicKeyInfo info;
    try {
      info = SubjectPublicKeyInfo.getInstance(ASN1Primitive.fromByteArray(der));
      if (info == null || !Arrays.equals(info.getEncoded(ASN1Encoding.DER), der)) {
        throw new MalformedException("not a DER SubjectPublicKeyInfo");
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new MalformedException("not a DER SubjectPublicKeyInfo");
    }
    ASN1BitString bits = info.getPublicKeyData();
    if (bits.getPadBits() != 0) {
      throw new MalformedException("the public key is not a whole number of bytes");
    }
    return parse(info.getAlgorithm(), bits.getBytes());
  }

  private static KeyMaterial parse(AlgorithmIdentifier algorithm, byte[] key)
      throws MalformedException {
    ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
    if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return EcKey.of(curve(algorithm.getParameters()), key);
    }
    if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      if (!DERNull.INSTANCE.equals(algorithm.getParameters())) {
        throw new MalformedException("the RSA algorithm has parameters");
      }
      return rsa(key);
    }
    if (oid.equals(EdECObjectIdentifiers.id_Ed25519)) {
      if (algorithm.getParameters() != null) {
        throw new MalformedException("the Ed25519 algorithm has parameters");
      }
      return Ed25519Key.of(key);
    }
    if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      throw new MalformedException(
          "an RSA key that is bound to PSS is not accepted: use an rsaEncryption key");
    }
    throw new MalformedException(
        "a key of type "
            + Quoting.shorten(oid.getId())
            + " is not accepted: use ECDSA on P-256, P-384 or P-521, RSA or Ed25519");
  }

  private static EcKey.Curve curve(ASN1Encodable parameters) throws MalformedException {
    if (!(parameters instanceof ASN1ObjectIdentifier oid)) {
      throw new MalformedException("the EC key does not name its curve");
    }
    return EcKey.Curve.named(oid)
        .orElseThrow(
            () ->
                new MalformedException(
                    "the curve "
                        + Quoting.shorten(oid.getId())
                        + " is not accepted: use P-256, P-384 or P-521"));
  }

  private static KeyMaterial rsa(byte[] key) throws MalformedException {
    RSAPublicKey rsa;
    try {
      rsa = RSAPublicKey.getInstance(ASN1Primitive.fromByteArray(key));
      if (rsa == null || !Arrays.equals(rsa.getEncoded(ASN1Encoding.DER), key)) {
        throw new MalformedException("the RSA key is not in DER");
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new MalformedException("the RSA key is not an RSAPublicKey");
    }
    return RsaKey.of(rsa.getModulus(), rsa.getPublicExponent());
  }
}
