package dev.portcullis.verify.attacks;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.SUBJECT;
import static dev.portcullis.verify.KeyVerification.assertRefused;
import static dev.portcullis.verify.KeyVerification.assertVerified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check.Step;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.VerificationKey.SignedForm;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import dev.portcullis.verify.x509.HashFunction;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.junit.jupiter.api.Test;

/** Known attacks that concern keys and claims (sigstore spec notes, 6), one test each. */
class KeyAttacksTest {
  private static final String VULN = "https://cosign.sigstore.dev/attestation/vuln/v1";
  private static final Bytes MESSAGE = Bytes.utf8("message");

  @Test
  void cve202235929AttestationOfAnotherTypeKeepsItsOwnType() {
    LabStatement statement = LabStatement.about(IMAGE.digest(), VULN);
    Verified.Attestation fact =
        assertVerified(
            LabEnvelope.of(statement, KEY)
                .withAnnotation("predicateType", "https://slsa.dev/provenance/v1")
                .candidate(),
            Verified.Attestation.class);
    assertThat(fact.predicateType()).isEqualTo(VULN);
  }

  @Test
  void cve202235929AttestationIsNeverASignature() {
    LabStatement statement = LabStatement.about(IMAGE.digest(), VULN);
    LabBundle bundle = LabBundle.of(LabEnvelope.of(statement, KEY), KEY);
    assertVerified(bundle.candidate(), Verified.Attestation.class);
    for (String near :
        List.of(
            "https://sigstore.dev/cosign/sign/v1/",
            "https://sigstore.dev/cosign/sign/v2",
            "HTTPS://sigstore.dev/cosign/sign/v1")) {
      LabStatement other = LabStatement.about(IMAGE.digest(), near);
      assertVerified(
          LabBundle.of(LabEnvelope.of(other, KEY), KEY).candidate(), Verified.Attestation.class);
    }
  }

  @Test
  void cve202639395MalformedPredicateIsRefusedThoughTheSignatureIsGood() {
    for (String predicate : List.of("\"text\"", "[]", "1", "true")) {
      LabStatement statement = LabStatement.about(IMAGE.digest(), VULN).withPredicate(predicate);
      assertRefused(
          LabEnvelope.of(statement, KEY).candidate(),
          Step.FORMAT,
          Code.MALFORMED,
          "'predicate' is not an object");
    }
  }

  @Test
  void cve202639395MalformedPayloadIsRefusedThoughTheSignatureIsGood() {
    for (String payload : List.of("", "x", "{", "[]", "null", "{}")) {
      assertRefused(
          LabEnvelope.of(Bytes.utf8(payload), KEY).candidate(), Step.FORMAT, Code.MALFORMED, "");
      assertRefused(
          LabSignature.signing(payload, KEY).candidate(), Step.FORMAT, Code.MALFORMED, "");
    }
  }

  @Test
  void ghsaFx35RawKeyInACertificateFieldNeverBecomesTheVerifier() {
    LabSignature byStranger = LabSignature.of(IMAGE.digest(), STRANGER);
    for (String pem : List.of(STRANGER.pem(), LabKey.pem("CERTIFICATE", STRANGER.spki()))) {
      assertRefused(
          byStranger.withAnnotation("dev.sigstore.cosign/certificate", pem).candidate(),
          Step.CERTIFICATE,
          Code.MATERIAL,
          "not an X.509 certificate");
    }
    LabBundle bundle =
        LabBundle.of(LabEnvelope.of(LabStatement.cosignSign(IMAGE.digest()), STRANGER), STRANGER);
    Map<String, Object> material =
        Map.of("certificate", Map.of("rawBytes", STRANGER.spki().toByteArray()));
    assertRefused(
        bundle.withMaterial(material).candidate(),
        Step.CERTIFICATE,
        Code.MATERIAL,
        "not an X.509 certificate");
  }

  @Test
  void ghsaFx35ConfiguredRawKeyInACertificateFieldIsRefusedToo() {
    assertRefused(
        LabSignature.of(IMAGE.digest(), KEY)
            .withAnnotation("dev.sigstore.cosign/certificate", KEY.pem())
            .candidate(),
        Step.CERTIFICATE,
        Code.MATERIAL,
        "not an X.509 certificate");
  }

  @Test
  void ghsa9vcrRepeatedSignatureIsOneVoucherHoweverOftenItIsCopied() {
    Candidate once = LabSignature.of(IMAGE.digest(), KEY).candidate();
    Findings findings =
        Verifier.verify(
            SUBJECT, SigningLab.evidence(once, once, once), SigningLab.trust(KEY), Instant.EPOCH);
    assertThat(findings.verified().stream().map(Verified::voucher).distinct())
        .containsExactly(new Voucher.Key(KEY.fingerprint()));
  }

  @Test
  void cve202445395SubjectsAndDigestsAreCounted() {
    Map<String, Object> other = Map.of("digest", Map.of("sha1", "00"));
    LabStatement full = LabStatement.cosignSign(IMAGE.digest());
    while (full.subjects().size() < Limits.STATEMENT_SUBJECTS) {
      full = full.withSubjectFirst(other);
    }
    assertVerified(LabEnvelope.of(full, KEY).candidate(), Verified.Signature.class);
    assertRefused(
        LabEnvelope.of(full.withSubjectFirst(other), KEY).candidate(),
        Step.FORMAT,
        Code.LIMIT,
        "'subject' has 1025 entries");
    Map<String, String> digests = new LinkedHashMap<>();
    for (int i = 0; i <= Limits.SUBJECT_DIGESTS; i++) {
      digests.put("algorithm" + i, "00");
    }
    assertRefused(
        LabEnvelope.of(
                LabStatement.cosignSign(IMAGE.digest()).withSubjectFirst(Map.of("digest", digests)),
                KEY)
            .candidate(),
        Step.FORMAT,
        Code.LIMIT,
        "'subject[0].digest' has more than 32 entries");
  }

  @Test
  void cve202633894RsaPaddingWithRoomForGarbageIsRefused() {
    LabKey rsa = LabKey.rsa("a");
    byte[] digestInfo = HexFormat.of().parseHex("3031300d060960864801650304020105000420");
    byte[] hash = HashFunction.SHA256.of(MESSAGE).toByteArray();
    byte[] right = new byte[256];
    Arrays.fill(right, 2, 204, (byte) 0xff);
    right[1] = 1;
    System.arraycopy(digestInfo, 0, right, 205, digestInfo.length);
    System.arraycopy(hash, 0, right, 224, 32);
    VerificationKey key = rsa.verificationKey();
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, rawRsa(rsa, right)))
        .contains(SignatureScheme.RSA_PKCS1_SHA256);
    byte[] garbageBehind = new byte[256];
    System.arraycopy(right, 0, garbageBehind, 0, 10);
    System.arraycopy(right, 204, garbageBehind, 10, 52);
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, rawRsa(rsa, garbageBehind))).isEmpty();
    byte[] bareHash = right.clone();
    Arrays.fill(bareHash, 204, 224, (byte) 0xff);
    bareHash[223] = 0;
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, rawRsa(rsa, bareHash))).isEmpty();
    byte[] blockTypeTwo = right.clone();
    blockTypeTwo[1] = 2;
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, rawRsa(rsa, blockTypeTwo))).isEmpty();
  }

  @Test
  void cve202633895Ed25519ScalarAboveTheOrderIsRefused() {
    LabKey lab = LabKey.ed25519("a");
    byte[] signature = lab.sign(MESSAGE).toByteArray();
    BigInteger order =
        BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    BigInteger above = littleEndian(signature).add(order);
    for (int i = 0; i < 32; i++) {
      signature[32 + i] = above.shiftRight(8 * i).byteValue();
    }
    assertThat(lab.verificationKey().verify(SignedForm.MESSAGE, MESSAGE, Bytes.wrap(signature)))
        .isEmpty();
  }

  @Test
  void cve202221449EcdsaSignatureOfZerosIsRefused() {
    VerificationKey key = LabKey.p256("a").verificationKey().acceptingP1363();
    assertThat(
            key.verify(
                SignedForm.MESSAGE,
                MESSAGE,
                Bytes.wrap(HexFormat.of().parseHex("3006020100020100"))))
        .isEmpty();
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, Bytes.wrap(new byte[64]))).isEmpty();
  }

  private static Bytes rawRsa(LabKey key, byte[] encoded) {
    RSAEngine engine = new RSAEngine();
    engine.init(true, key.privateKey());
    byte[] raw = engine.processBlock(encoded, 0, encoded.length);
    byte[] padded = new byte[256];
    System.arraycopy(raw, 0, padded, 256 - raw.length, raw.length);
    return Bytes.wrap(padded);
  }

  private static BigInteger littleEndian(byte[] signature) {
    byte[] big = new byte[32];
    for (int i = 0; i < 32; i++) {
      big[i] = signature[63 - i];
    }
    return new BigInteger(1, big);
  }
}
