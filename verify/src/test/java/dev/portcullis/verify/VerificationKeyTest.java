package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.VerificationKey.SignedForm;
import dev.portcullis.verify.lab.LabKey;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
}
