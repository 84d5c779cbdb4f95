package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A key pair of the lab. Its label decides it, so that two tests that ask for {@code p256("a")}
 * have the same key. RSA keys are made once a run.
 *
 * @param privateKey Bouncy Castle's private key, for builders of certificates and tokens
 * @param publicKey Bouncy Castle's public key
 * @param scheme the scheme by which {@link #sign(Bytes)} signs
 */
public record LabKey(
    AsymmetricKeyParameter privateKey, AsymmetricKeyParameter publicKey, SignatureScheme scheme) {
  private static final Map<String, LabKey> RSA = new ConcurrentHashMap<>();

  /** An ECDSA key on P-256 that signs with SHA-256. */
  public static LabKey p256(String label) {
    return ec("secp256r1", label, SignatureScheme.ECDSA_SHA256);
  }

  /** An ECDSA key on P-384 that signs with SHA-384. */
  public static LabKey p384(String label) {
    return ec("secp384r1", label, SignatureScheme.ECDSA_SHA384);
  }

  /** An ECDSA key on P-521 that signs with SHA-512. */
  public static LabKey p521(String label) {
    return ec("secp521r1", label, SignatureScheme.ECDSA_SHA512);
  }

  /** An ECDSA key on any curve that Bouncy Castle names, accepted or not. */
  public static LabKey ec(String curve, String label, SignatureScheme scheme) {
    X9ECParameters parameters = CustomNamedCurves.getByName(curve);
    ECNamedDomainParameters domain =
        new ECNamedDomainParameters(CustomNamedCurves.getOID(curve), parameters);
    BigInteger n = domain.getN();
    byte[] seed = LabRandom.bytes(curve + "/" + label, (n.bitLength() + 7) / 8 + 8);
    BigInteger d = new BigInteger(1, seed).mod(n.subtract(BigInteger.ONE)).add(BigInteger.ONE);
    return new LabKey(
        new ECPrivateKeyParameters(d, domain),
        new ECPublicKeyParameters(domain.getG().multiply(d), domain),
        scheme);
  }

  /**
   * Somebody else's public key, which cannot sign.
   *
   * @param spki the DER SubjectPublicKeyInfo
   */
  public static LabKey foreign(Bytes spki) {
    try {
      return new LabKey(
          new AsymmetricKeyParameter(true),
          PublicKeyFactory.createKey(spki.toByteArray()),
          SignatureScheme.ECDSA_SHA256);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** An Ed25519 key that signs without prehashing. */
  public static LabKey ed25519(String label) {
    Ed25519PrivateKeyParameters key =
        new Ed25519PrivateKeyParameters(LabRandom.bytes("ed25519/" + label, 32), 0);
    return new LabKey(key, key.generatePublicKey(), SignatureScheme.ED25519);
  }

  /** An RSA key of 2048 bits with exponent 65537 that signs by PKCS#1 v1.5 with SHA-256. */
  public static LabKey rsa(String label) {
    return rsa(label, 2048, 65537);
  }

  /** An RSA key of any size and exponent, accepted or not. */
  public static LabKey rsa(String label, int bits, long exponent) {
    String name = "rsa/" + bits + "/" + exponent + "/" + label;
    return RSA.computeIfAbsent(
        name,
        seed -> {
          RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
          generator.init(
              new RSAKeyGenerationParameters(
                  BigInteger.valueOf(exponent), new LabRandom(seed), bits, 64));
          AsymmetricCipherKeyPair pair = generator.generateKeyPair();
          return new LabKey(pair.getPrivate(), pair.getPublic(), SignatureScheme.RSA_PKCS1_SHA256);
        });
  }

  /** This key, signing by another scheme. */
  public LabKey signingBy(SignatureScheme other) {
    return new LabKey(privateKey, publicKey, other);
  }

  /** The signature over {@code message} by {@link #scheme}, ECDSA in DER. */
  public Bytes sign(Bytes message) {
    return LabSignatures.sign(privateKey, scheme, message);
  }

  /** As {@link #sign(Bytes)} for an ECDSA key, in the form {@code r || s}. */
  public Bytes signP1363(Bytes message) {
    return LabSignatures.signP1363(privateKey, scheme, message);
  }

  /** An RSA-PSS signature with SHA-256 and a salt of any length. */
  public Bytes signPss(Bytes message, int saltLength) {
    return LabSignatures.pss(privateKey, SignatureScheme.RSA_PSS_SHA256, saltLength, message);
  }

  /** The DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    try {
      return Bytes.wrap(
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey).getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The {@code PUBLIC KEY} block, as cosign writes it. */
  public String pem() {
    return pem("PUBLIC KEY", spki());
  }

  /** The lower-case hexadecimal SHA-256 of {@link #spki}. */
  public String fingerprint() {
    return Digest.sha256(spki()).hex();
  }

  /** The hint that cosign writes into a bundle: base64 of the SHA-256 of {@link #spki}. */
  public String hint() {
    return Base64.getEncoder().encodeToString(Digest.sha256(spki()).bytes().toByteArray());
  }

  /** The public half, as configuration loads it. */
  public VerificationKey verificationKey() {
    try {
      return VerificationKey.fromPem(pem());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A PEM block with any label. */
  public static String pem(String label, Bytes der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toByteArray());
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
