package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.LabKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeyFormTest {
  private static final LabKey KEY = LabKey.p256("release");

  private static void assertRefused(String pem, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VerificationKey.fromPem(pem))
        .withMessageContaining(message);
  }

  private static void assertRefused(Bytes spki, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VerificationKey.fromSpki(spki))
        .withMessageContaining(message);
  }

  private static Bytes spki(ASN1ObjectIdentifier oid, ASN1Encodable parameters, byte[] key)
      throws IOException {
    return Bytes.wrap(
        new SubjectPublicKeyInfo(new AlgorithmIdentifier(oid, parameters), key).getEncoded("DER"));
  }

  private static Bytes rsa(BigInteger modulus, BigInteger exponent) throws IOException {
    return spki(
        PKCSObjectIdentifiers.rsaEncryption,
        DERNull.INSTANCE,
        new RSAPublicKey(modulus, exponent).getEncoded("DER"));
  }

  private static byte[] point(boolean compressed) {
    return ((ECPublicKeyParameters) KEY.publicKey()).getQ().getEncoded(compressed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# the release key, 2026\n", "\n\n\uFEFF"})
  void textAroundTheBlockIsExplanatory(String comment) throws MalformedException {
    VerificationKey key = VerificationKey.fromPem(comment + KEY.pem() + comment);
    assertThat(key.fingerprint()).isEqualTo(KEY.fingerprint());
    String crlf = KEY.pem().replace("\n", "\r\n");
    assertThat(VerificationKey.fromPem(crlf)).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "RSA PUBLIC KEY, openssl rsa -RSAPublicKey_in",
    "PRIVATE KEY, this is a private key",
    "EC PRIVATE KEY, this is a private key",
    "ENCRYPTED SIGSTORE PRIVATE KEY, this is a private key",
    "ENCRYPTED COSIGN PRIVATE KEY, this is a private key",
    "CERTIFICATE, openssl x509 -pubkey",
    "PGP PUBLIC KEY BLOCK, give a PUBLIC KEY",
    "public key, give a PUBLIC KEY"
  })
  void blockOfAnotherKindIsRefusedWithARemedy(String label, String remedy) {
    assertRefused(LabKey.pem(label, KEY.spki()), remedy);
  }

  @Test
  void secondBlockIsRefused() {
    assertRefused(KEY.pem() + LabKey.p256("other").pem(), "more than one PEM block");
    assertRefused(KEY.pem() + LabKey.pem("CERTIFICATE", KEY.spki()), "this is a certificate");
    assertRefused(KEY.pem().repeat(20), "more than 8 PEM blocks");
  }

  @Test
  void whatIsNoPemIsRefused() {
    assertRefused("", "there is no -----BEGIN PUBLIC KEY-----");
    assertRefused("-----BEGIN PUBLIC KEY", "no dashes after its label");
    assertRefused("-----BEGIN PUBLIC KEY-----\nAAAA", "does not end with");
    assertRefused(KEY.pem().replace("END PUBLIC", "END RSA PUBLIC"), "does not end with");
    assertRefused(KEY.pem().replace("MFkw", "MF*w"), "not base64");
    assertRefused("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", "not a DER");
  }

  @Test
  void textOverTheLimitIsRefusedBeforeItIsRead() {
    String padded = " ".repeat(Limits.KEY_BYTES) + KEY.pem();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VerificationKey.fromPem(padded))
        .matches(MalformedException::isOverLimit);
  }

  @Test
  void derIsStrict() throws IOException {
    byte[] spki = KEY.spki().toByteArray();
    assertRefused(Bytes.wrap(Arrays.copyOf(spki, spki.length + 1)), "not a DER");
    assertRefused(Bytes.wrap(Arrays.copyOf(spki, spki.length - 1)), "not a DER");
    byte[] longForm = new byte[spki.length + 1];
    longForm[0] = spki[0];
    longForm[1] = (byte) 0x81;
    System.arraycopy(spki, 1, longForm, 2, spki.length - 1);
    assertRefused(Bytes.wrap(longForm), "not a DER");
    byte[] padBits = spki.clone();
    padBits[spki.length - 66] = 1;
    padBits[spki.length - 1] &= (byte) 0xfe;
    assertRefused(Bytes.wrap(padBits), "not of whole bytes");
    assertRefused(Bytes.empty(), "not a DER");
    assertRefused(Bytes.wrap(new byte[] {5, 0}), "not a DER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256k1", "secp224r1", "secp192r1"})
  void otherCurvesAreRefused(String curve) {
    LabKey key = LabKey.ec(curve, "a", SignatureScheme.ECDSA_SHA256);
    assertRefused(key.pem(), "the curve " + CustomNamedCurves.getOID(curve).getId());
  }

  @Test
  void curveSpeltOutByItsParametersIsRefused() throws IOException {
    ASN1Encodable explicit = CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
    assertRefused(
        spki(X9ObjectIdentifiers.id_ecPublicKey, explicit, point(false)),
        "does not name its curve");
    assertRefused(
        spki(X9ObjectIdentifiers.id_ecPublicKey, DERNull.INSTANCE, point(false)),
        "does not name its curve");
  }

  @Test
  void pointMustBeUncompressedAndOnTheCurve() throws IOException {
    ASN1Encodable p256 = SECObjectIdentifiers.secp256r1;
    assertRefused(
        spki(X9ObjectIdentifiers.id_ecPublicKey, p256, point(true)), "not in uncompressed form");
    assertRefused(
        spki(X9ObjectIdentifiers.id_ecPublicKey, p256, new byte[] {0}), "not in uncompressed form");
    byte[] off = point(false);
    off[64] ^= 1;
    assertRefused(spki(X9ObjectIdentifiers.id_ecPublicKey, p256, off), "not on its curve");
    byte[] cut = Arrays.copyOf(point(false), 64);
    assertRefused(spki(X9ObjectIdentifiers.id_ecPublicKey, p256, cut), "not on its curve");
    assertRefused(
        spki(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1, point(false)),
        "not on its curve");
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2040})
  void rsaBelow2048BitsIsRefused(int bits) {
    assertRefused(
        LabKey.rsa("small", bits, 65537).pem(),
        "must have 2048 to 8192 bits, this one has " + bits);
  }

  @Test
  void rsaAbove8192BitsIsRefused() throws IOException {
    BigInteger modulus = BigInteger.ONE.shiftLeft(8192).setBit(0);
    assertRefused(rsa(modulus, BigInteger.valueOf(65537)), "this one has 8193");
  }

  @Test
  void rsaNumbersOutOfRangeAreRefused() throws IOException {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2047).setBit(0);
    for (long exponent : new long[] {0, 1, 3, 65535, 65538}) {
      assertRefused(rsa(modulus, BigInteger.valueOf(exponent)), "the RSA exponent must be odd");
    }
    assertRefused(rsa(modulus, BigInteger.ONE.shiftLeft(31).setBit(0)), "below 2^31");
    assertRefused(rsa(modulus.clearBit(0), BigInteger.valueOf(65537)), "the RSA modulus is even");
    assertRefused(rsa(modulus.negate(), BigInteger.valueOf(65537)), "this one has 0");
    assertRefused(rsa(modulus, BigInteger.valueOf(-65537)), "the RSA exponent must be odd");
  }

  @Test
  void rsaAlgorithmWithOtherParametersIsRefused() throws IOException {
    byte[] key =
        SubjectPublicKeyInfo.getInstance(LabKey.rsa("a").spki().toByteArray())
            .getPublicKeyData()
            .getBytes();
    assertRefused(
        spki(PKCSObjectIdentifiers.rsaEncryption, SECObjectIdentifiers.secp256r1, key),
        "the RSA algorithm has parameters");
    assertRefused(spki(PKCSObjectIdentifiers.id_RSASSA_PSS, DERNull.INSTANCE, key), "bound to PSS");
    assertRefused(
        spki(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, new byte[] {5, 0}),
        "not an RSAPublicKey");
  }

  @Test
  void ed25519PointsOutsideTheMainSubgroupAreRefused() throws IOException {
    byte[] identity = new byte[32];
    identity[0] = 1;
    byte[] zero = new byte[32];
    byte[] notCanonical = new byte[32];
    Arrays.fill(notCanonical, (byte) 0xff);
    for (byte[] bad : new byte[][] {identity, zero, notCanonical, new byte[31], new byte[33]}) {
      Bytes spki =
          Bytes.wrap(
              new SubjectPublicKeyInfo(
                      new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), bad)
                  .getEncoded("DER"));
      assertRefused(spki, "not a valid point");
    }
    assertRefused(
        spki(EdECObjectIdentifiers.id_Ed25519, DERNull.INSTANCE, new byte[32]),
        "the Ed25519 algorithm has parameters");
  }

  @Test
  void otherKindsOfKeyAreRefused() throws IOException {
    for (ASN1ObjectIdentifier oid :
        new ASN1ObjectIdentifier[] {
          EdECObjectIdentifiers.id_Ed448,
          EdECObjectIdentifiers.id_X25519,
          X9ObjectIdentifiers.id_dsa,
          new ASN1ObjectIdentifier("2.16.840.1.101.3.4.3.18")
        }) {
      assertRefused(
          spki(oid, DERNull.INSTANCE, new byte[32]),
          "a key of type " + oid.getId() + " is not accepted");
    }
  }
}
