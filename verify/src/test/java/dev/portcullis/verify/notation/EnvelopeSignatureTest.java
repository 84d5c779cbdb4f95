package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The algorithms of 2.3, in both formats: the key decides, and its signature must be exact. */
@ParameterizedClass
@ValueSource(strings = {MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE})
class EnvelopeSignatureTest {
  @Parameter String format = "";

  private LabNotation signer() {
    return signer(LabNotary.LEAF);
  }

  private LabNotation signer(LabHolder leaf) {
    return LabNotary.signer(format, leaf, SUBJECT);
  }

  private LabNotation signer(LabKey key) {
    return signer(LabNotary.leaf(key).issuedBy(LabNotary.MIDDLE));
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of(LabKey.p256("alg")),
        Arguments.of(LabKey.p384("alg")),
        Arguments.of(LabKey.p521("alg")),
        Arguments.of(LabKey.rsa("alg", 2048, 65537)),
        Arguments.of(LabKey.rsa("alg", 3072, 65537)),
        Arguments.of(LabKey.rsa("alg", 4096, 65537)));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyAlgorithmOfTheSpecificationVerifies(LabKey key) {
    assertThat(established(signer(key)).leaf().spki()).isEqualTo(key.spki());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void damagedSignatureIsRefused(LabKey key) {
    refused(
        signer(key)
            .editingSignature(
                signature -> {
                  byte[] bytes = signature.toByteArray();
                  bytes[bytes.length / 3] ^= 1;
                  return Bytes.wrap(bytes);
                }),
        Code.SIGNATURE,
        "does not verify");
  }

  @Test
  void rsaKeyOfAnotherSizeIsRefused() {
    for (int bits : new int[] {2056, 2560}) {
      refused(
          signer(LabKey.rsa("odd", bits, 65537)),
          Code.ALGORITHM,
          "RSA of " + bits + " bits, is of no kind and size that may sign");
    }
  }

  @Test
  void ed25519KeyIsRefused() {
    LabKey key = LabKey.ed25519("alg");
    Object es256 = format.equals(MediaTypes.NOTATION_JWS) ? "ES256" : (Object) Integer.valueOf(-7);
    refused(
        signer(LabNotary.leaf(key).issuedBy(LabNotary.MIDDLE)).declaring(es256),
        Code.ALGORITHM,
        "ED25519 of 255 bits, is of no kind and size that may sign");
  }

  /** CVE-2015-9258, GHSA-785h-hrf7-gqxc: the key decides. */
  @Test
  void cve20159258AlgorithmOfAnotherKeyIsRefused() {
    boolean jws = format.equals(MediaTypes.NOTATION_JWS);
    refused(
        signer().declaring(jws ? "PS256" : (Object) Integer.valueOf(-37)),
        Code.ALGORITHM,
        "expected ES256, found PS256");
    refused(
        signer().declaring(jws ? "ES384" : (Object) Integer.valueOf(-35)),
        Code.ALGORITHM,
        "expected ES256, found ES384");
    refused(
        signer(LabKey.rsa("alg", 3072, 65537))
            .declaring(jws ? "PS256" : (Object) Integer.valueOf(-37)),
        Code.ALGORITHM,
        "expected PS384, found PS256");
  }

  @Test
  void rsaSignatureByPkcs1IsRefused() {
    refused(
        signer(LabKey.rsa("alg", 2048, 65537)).signingBy(SignatureScheme.RSA_PKCS1_SHA256),
        Code.SIGNATURE,
        "does not verify");
  }

  @Test
  void signatureWithAnotherHashIsRefused() {
    refused(
        signer(LabKey.rsa("alg", 2048, 65537)).signingBy(SignatureScheme.RSA_PSS_SHA384),
        Code.SIGNATURE,
        "does not verify");
    refused(
        signer(LabKey.p384("alg")).signingBy(SignatureScheme.ECDSA_SHA256),
        Code.SIGNATURE,
        "does not verify");
  }

  /** Section 9, row "PSS salt (JWS)": notation takes a salt of any length there. */
  @Test
  void pssSaltOfAnotherLengthIsRefused() {
    LabKey key = LabKey.rsa("alg", 2048, 65537);
    established(signer(key).signingWith(input -> key.signPss(input, 32)));
    for (int salt : new int[] {0, 20, 31, 64}) {
      refused(
          signer(key).signingWith(input -> key.signPss(input, salt)),
          Code.SIGNATURE,
          "does not verify");
    }
  }

  @Test
  void ecdsaSignatureInDerIsRefused() {
    refused(signer().signingWith(LabNotary.LEAF.key()::sign), Code.SIGNATURE, "does not verify");
  }

  @Test
  void ecdsaSignatureOfAnotherLengthIsRefused() {
    refused(
        signer()
            .editingSignature(
                signature ->
                    Bytes.wrap(Arrays.copyOf(signature.toByteArray(), signature.length() + 1))),
        Code.SIGNATURE,
        "does not verify");
    refused(signer().editingSignature(signature -> Bytes.empty()), Code.SIGNATURE, "verify");
  }

  @Test
  void zeroInAnEcdsaSignatureIsRefused() {
    refused(
        signer().editingSignature(signature -> Bytes.wrap(new byte[64])),
        Code.SIGNATURE,
        "does not verify");
  }

  @Test
  void signatureOfAnotherKeyIsRefused() {
    LabHolder other = new LabHolder(LabNotary.LEAF.certificate(), LabKey.p256("impostor"));
    refused(signer(other), Code.SIGNATURE, "does not verify");
  }
}
