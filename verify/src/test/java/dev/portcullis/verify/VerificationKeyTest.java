package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.VerificationKey.SignedForm;
import dev.portcullis.verify.lab.LabKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationKeyTest {
  private static final Bytes MESSAGE = Bytes.utf8("the signed bytes");
  private static final Bytes OTHER = Bytes.utf8("the other bytes");

  static Stream<Arguments> everyKindOfKey() {
    return Stream.of(
        Arguments.of(LabKey.p256("a"), VerificationKey.Type.EC_P256, 256),
        Arguments.of(LabKey.p384("a"), VerificationKey.Type.EC_P384, 384),
        Arguments.of(LabKey.p521("a"), VerificationKey.Type.EC_P521, 521),
        Arguments.of(LabKey.rsa("a"), VerificationKey.Type.RSA, 2048),
        Arguments.of(LabKey.ed25519("a"), VerificationKey.Type.ED25519, 255));
  }

  @ParameterizedTest
  @MethodSource("everyKindOfKey")
  void ownSignatureVerifiesAndSaysByWhichScheme(LabKey lab, VerificationKey.Type type, int bits) {
    VerificationKey key = lab.verificationKey();
    assertThat(key.type()).isEqualTo(type);
    assertThat(key.bits()).isEqualTo(bits);
    assertThat(key.spki()).isEqualTo(lab.spki());
    assertThat(key.fingerprint()).isEqualTo(lab.fingerprint());
    for (SignedForm form : SignedForm.values()) {
      assertThat(key.verify(form, MESSAGE, lab.sign(MESSAGE))).contains(lab.scheme());
      assertThat(key.verify(form, OTHER, lab.sign(MESSAGE))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("everyKindOfKey")
  void signatureOfAnotherKeyOfTheSameKindDoesNotVerify(
      LabKey lab, VerificationKey.Type type, int bits) {
    LabKey stranger =
        switch (type) {
          case EC_P256 -> LabKey.p256("stranger");
          case EC_P384 -> LabKey.p384("stranger");
          case EC_P521 -> LabKey.p521("stranger");
          case RSA -> LabKey.rsa("stranger");
          case ED25519 -> LabKey.ed25519("stranger");
        };
    assertThat(stranger.verificationKey().bits()).isEqualTo(bits);
    assertThat(lab.verificationKey().verify(SignedForm.MESSAGE, MESSAGE, stranger.sign(MESSAGE)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfKey")
  void everySingleFlippedBitAtTheEdgesOfTheSignatureIsNoticed(
      LabKey lab, VerificationKey.Type type, int bits) {
    assertThat(type.name()).isNotEmpty();
    assertThat(bits).isPositive();
    VerificationKey key = lab.verificationKey();
    byte[] good = lab.sign(MESSAGE).toByteArray();
    for (int at : List.of(0, 1, 4, good.length / 2, good.length - 1)) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << bit);
        assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, Bytes.wrap(bad))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyKindOfKey")
  void signatureOfAnyOtherLengthIsRefusedWithoutAnException(
      LabKey lab, VerificationKey.Type type, int bits) {
    assertThat(type.name()).isNotEmpty();
    VerificationKey key = lab.verificationKey();
    Bytes good = lab.sign(MESSAGE);
    for (int length : List.of(0, 1, 63, 65, good.length() - 1, bits * 4)) {
      assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, Bytes.wrap(new byte[length]))).isEmpty();
    }
    Bytes longer = Bytes.wrap(Arrays.copyOf(good.toByteArray(), good.length() + 1));
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, longer)).isEmpty();
  }

  @Test
  void largerCurvesTryTheirOwnHashThenSha256() {
    for (LabKey lab : List.of(LabKey.p384("a"), LabKey.p521("a"))) {
      VerificationKey key = lab.verificationKey();
      Bytes old = lab.signingBy(SignatureScheme.ECDSA_SHA256).sign(MESSAGE);
      assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, lab.sign(MESSAGE))).contains(lab.scheme());
      assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, old))
          .contains(SignatureScheme.ECDSA_SHA256);
      assertThat(key.pinnedTo(lab.scheme()).verify(SignedForm.MESSAGE, MESSAGE, old)).isEmpty();
    }
  }

  @Test
  void hashOfAnotherCurveIsNotTried() {
    LabKey p256 = LabKey.p256("a").signingBy(SignatureScheme.ECDSA_SHA384);
    LabKey p384 = LabKey.p384("a").signingBy(SignatureScheme.ECDSA_SHA512);
    LabKey p521 = LabKey.p521("a").signingBy(SignatureScheme.ECDSA_SHA384);
    for (LabKey lab : List.of(p256, p384, p521)) {
      VerificationKey key = lab.verificationKey();
      assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, lab.sign(MESSAGE))).isEmpty();
      assertThat(key.verify(lab.scheme(), MESSAGE, lab.sign(MESSAGE))).isTrue();
    }
  }

  @Test
  void prehashedEd25519IsAcceptedForMessagesOnly() {
    LabKey lab = LabKey.ed25519("a").signingBy(SignatureScheme.ED25519PH);
    VerificationKey key = lab.verificationKey();
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, lab.sign(MESSAGE)))
        .contains(SignatureScheme.ED25519PH);
    assertThat(key.verify(SignedForm.ENVELOPE, MESSAGE, lab.sign(MESSAGE))).isEmpty();
  }

  @Test
  void pssIsAcceptedOnlyWherePinned() {
    LabKey lab = LabKey.rsa("a").signingBy(SignatureScheme.RSA_PSS_SHA256);
    VerificationKey key = lab.verificationKey();
    Bytes signature = lab.sign(MESSAGE);
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, signature)).isEmpty();
    VerificationKey pinned = key.pinnedTo(SignatureScheme.RSA_PSS_SHA256);
    assertThat(pinned.verify(SignedForm.MESSAGE, MESSAGE, signature))
        .contains(SignatureScheme.RSA_PSS_SHA256);
    assertThat(pinned.verify(SignedForm.MESSAGE, MESSAGE, LabKey.rsa("a").sign(MESSAGE))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = SignatureScheme.class,
      names = {"RSA_PKCS1_SHA384", "RSA_PKCS1_SHA512", "RSA_PSS_SHA384", "RSA_PSS_SHA512"})
  void otherRsaSchemesVerifyWhereTheFormatNamesThem(SignatureScheme scheme) {
    LabKey lab = LabKey.rsa("a").signingBy(scheme);
    VerificationKey key = lab.verificationKey();
    assertThat(key.verify(scheme, MESSAGE, lab.sign(MESSAGE))).isTrue();
    assertThat(key.verify(scheme, OTHER, lab.sign(MESSAGE))).isFalse();
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, lab.sign(MESSAGE))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SignatureScheme.class)
  void schemeOfAnotherKindOfKeyNeverVerifiesAndCannotBePinned(SignatureScheme scheme) {
    VerificationKey.Type fitting =
        switch (scheme.family()) {
          case ECDSA -> VerificationKey.Type.EC_P256;
          case RSA_PKCS1, RSA_PSS -> VerificationKey.Type.RSA;
          case ED25519, ED25519PH -> VerificationKey.Type.ED25519;
        };
    for (LabKey lab : List.of(LabKey.p256("a"), LabKey.rsa("a"), LabKey.ed25519("a"))) {
      VerificationKey key = lab.verificationKey();
      boolean fits = key.type() == fitting;
      if (fits) {
        assertThat(key.pinnedTo(scheme)).isNotEqualTo(key);
      } else {
        assertThat(key.verify(scheme, MESSAGE, lab.sign(MESSAGE))).isFalse();
        assertThatIllegalArgumentException()
            .isThrownBy(() -> key.pinnedTo(scheme))
            .withMessageContaining("cannot sign by " + scheme.words());
      }
    }
  }

  @Test
  void rawConcatenationOfRAndSIsRefusedUnlessAccepted() {
    LabKey lab = LabKey.p256("a");
    Bytes raw = lab.signP1363(MESSAGE);
    VerificationKey key = lab.verificationKey();
    assertThat(key.verify(SignedForm.MESSAGE, MESSAGE, raw)).isEmpty();
    VerificationKey tolerant = key.acceptingP1363();
    assertThat(tolerant.verify(SignedForm.MESSAGE, MESSAGE, raw))
        .contains(SignatureScheme.ECDSA_SHA256);
    assertThat(tolerant.verify(SignedForm.MESSAGE, OTHER, raw)).isEmpty();
    assertThat(tolerant.verify(SignedForm.MESSAGE, MESSAGE, lab.sign(MESSAGE)))
        .contains(SignatureScheme.ECDSA_SHA256);
  }

  @Test
  void keysAreEqualIfTheyAcceptTheSameSignatures() {
    VerificationKey key = LabKey.p384("a").verificationKey();
    assertThat(LabKey.p384("a").verificationKey()).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(LabKey.p384("b").verificationKey()).isNotEqualTo(key);
    assertThat(key.pinnedTo(SignatureScheme.ECDSA_SHA384)).isNotEqualTo(key);
    assertThat(key.acceptingP1363()).isNotEqualTo(key);
  }
}
