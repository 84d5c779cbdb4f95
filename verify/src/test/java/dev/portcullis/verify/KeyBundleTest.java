package dev.portcullis.verify;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.OTHER_IMAGE;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.SUBJECT;
import static dev.portcullis.verify.KeyVerification.assertRefused;
import static dev.portcullis.verify.KeyVerification.assertVerified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Check.Step;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabStatement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBundleTest {
  private static final LabStatement SIGNED = LabStatement.cosignSign(IMAGE.digest());
  private static final LabBundle RIGHT = LabBundle.of(LabEnvelope.of(SIGNED, KEY), KEY);

  @ParameterizedTest
  @ValueSource(strings = {LabStatement.V0_1, LabStatement.V1})
  void cosignSignStatementIsASignature(String type) {
    LabBundle bundle = LabBundle.of(LabEnvelope.of(SIGNED.withType(type), KEY), KEY);
    Verified.Signature fact = assertVerified(bundle.candidate(), Verified.Signature.class);
    assertThat(fact.annotations()).isEmpty();
  }

  @Test
  void annotationsOfTheMatchingSubjectBelongToTheSignature() {
    LabStatement statement =
        SIGNED
            .withAnnotations(Map.of("env", "prod", "build", 7))
            .withSubjectFirst(
                Map.of(
                    "digest",
                    Map.of("sha256", OTHER_IMAGE.digest().hex()),
                    "annotations",
                    Map.of("env", "test", "extra", "yes")));
    Verified.Signature fact =
        assertVerified(
            LabBundle.of(LabEnvelope.of(statement, KEY), KEY).candidate(),
            Verified.Signature.class);
    assertThat(fact.annotations()).isEqualTo(Map.of("env", "prod"));
  }

  @Test
  void messageSignatureOverTheManifestIsASignature() {
    assertVerified(LabBundle.message(SUBJECT, KEY).candidate(), Verified.Signature.class);
  }

  @Test
  void messageSignatureOverOtherBytesIsRefusedByItsDigest() {
    LabBundle bundle = LabBundle.message(OTHER_IMAGE.in("registry.acme.io/prod/app"), KEY);
    Failure failure =
        assertRefused(
            bundle.candidate(), Step.SUBJECT, Code.SUBJECT_MISMATCH, "signed for another digest");
    assertThat(failure.expected()).contains(IMAGE.digest().toString());
    assertThat(failure.found()).contains(OTHER_IMAGE.digest().toString());
  }

  @Test
  void messageSignatureOverOtherBytesIsRefusedWithoutADigestToo() {
    Bytes signature = KEY.sign(OTHER_IMAGE.manifest().raw());
    LabBundle bundle = LabBundle.message(Map.of("signature", signature.toByteArray()), KEY);
    assertRefused(bundle.candidate(), Step.SIGNATURE, Code.SIGNATURE, "does not verify");
  }

  @Test
  void prehashedEd25519IsAcceptedOverTheManifest() {
    LabKey ph = LabKey.ed25519("a").signingBy(SignatureScheme.ED25519PH);
    Findings findings = KeyVerification.verify(LabBundle.message(SUBJECT, ph).candidate(), KEY, ph);
    assertThat(findings.verified()).singleElement().isInstanceOf(Verified.Signature.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "some other scheme of names", "AAAA"})
  void hintThatNamesNoConfiguredKeyIsAsGoodAsNone(String hint) {
    assertVerified(RIGHT.withHint(hint).candidate(), Verified.Signature.class);
  }

  @Test
  void hintMayBeHexadecimal() {
    Findings findings =
        KeyVerification.verify(RIGHT.withHint(KEY.fingerprint()).candidate(), LabKey.rsa("a"), KEY);
    assertThat(findings.findings().getFirst().checks())
        .anyMatch(
            check ->
                check instanceof Check.Passed(Step step, String detail)
                    && step == Step.KEY
                    && detail.endsWith("which the hint names"));
  }

  @Test
  void hintNeverBringsInAKeyThatIsNotConfigured() {
    LabBundle bundle = LabBundle.of(LabEnvelope.of(SIGNED, STRANGER), STRANGER);
    Failure failure =
        assertRefused(bundle.candidate(), Step.KEY, Code.UNKNOWN_KEY, "not signed by the one");
    assertThat(failure.found()).contains("hint '" + STRANGER.hint() + "'");
  }

  @Test
  void hintThatNamesAConfiguredKeyBindsTheSignatureToIt() {
    LabBundle bundle = LabBundle.of(LabEnvelope.of(SIGNED, STRANGER), STRANGER);
    assertRefused(
        bundle.withHint(KEY.hint()).candidate(),
        Step.SIGNATURE,
        Code.SIGNATURE,
        "does not verify under the key that its hint names",
        KEY,
        STRANGER);
  }

  @Test
  void hintAndKeyidMustNotContradictEachOther() {
    LabEnvelope envelope = LabEnvelope.of(SIGNED, KEY).unsigned().signedBy(KEY, "release");
    assertVerified(
        LabBundle.of(envelope, KEY).withHint("release").candidate(), Verified.Signature.class);
    assertVerified(LabBundle.of(envelope, KEY).withHint("").candidate(), Verified.Signature.class);
    assertRefused(
        LabBundle.of(envelope, KEY).withHint("production").candidate(),
        Step.KEY,
        Code.MATERIAL,
        "name different keys, expected 'production', found 'release'");
  }

  @Test
  void noConfiguredKeyAtAllIsSaid() {
    Findings findings = KeyVerification.verify(RIGHT.candidate());
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings().getFirst().failure().map(Failure::code))
        .contains(Code.UNKNOWN_KEY);
    assertThat(findings.findings().getFirst().failure().map(Failure::message))
        .contains("signed with a key, but no signer is configured with keys");
  }

  @Test
  void malformedBundleIsRefused() {
    assertRefused(
        RIGHT.withMediaType("application/vnd.dev.sigstore.bundle.v9+json").candidate(),
        Step.FORMAT,
        Code.MALFORMED,
        "unknown bundle media type");
  }
}
