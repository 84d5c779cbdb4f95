package dev.portcullis.verify;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.OTHER_IMAGE;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.assertRefused;
import static dev.portcullis.verify.KeyVerification.assertVerified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Check.Step;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureLayerTest {
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
  private static final String DIGEST = IMAGE.digest().toString();
  private static final LabSignature RIGHT = LabSignature.of(IMAGE.digest(), KEY);

  /** A payload in cosign's own spelling, with one piece replaced. */
  private static Candidate payload(String piece, String replacement) {
    String right = RIGHT.payload().toUtf8();
    assertThat(right).contains(piece);
    return LabSignature.signing(right.replace(piece, replacement), KEY).candidate();
  }

  @Test
  void signatureByAConfiguredKeyIsASignature() {
    Verified.Signature fact = assertVerified(RIGHT.candidate(), Verified.Signature.class);
    assertThat(fact.annotations()).isEmpty();
    assertThat(fact.signedAt()).isEmpty();
  }

  @Test
  void everyKindOfKeySigns() {
    for (LabKey key :
        List.of(
            LabKey.p384("a"),
            LabKey.p384("a").signingBy(SignatureScheme.ECDSA_SHA256),
            LabKey.p521("a"),
            LabKey.rsa("a"),
            LabKey.ed25519("a"),
            LabKey.ed25519("a").signingBy(SignatureScheme.ED25519PH))) {
      Findings findings =
          KeyVerification.verify(LabSignature.of(IMAGE.digest(), key).candidate(), KEY, key);
      assertThat(findings.verified())
          .singleElement()
          .matches(fact -> fact.voucher().equals(new Voucher.Key(key.fingerprint())));
      assertThat(findings.findings().getFirst().checks())
          .contains(new Check.Passed(Step.SIGNATURE, key.scheme().words()));
    }
  }

  @Test
  void stringMembersOfOptionalBecomeAnnotationsAndOthersAreIgnored() {
    Candidate candidate =
        RIGHT
            .withOptional(
                IMAGE.digest(),
                Map.of("env", "prod", "creator", "skopeo", "timestamp", 1, "list", List.of("a")))
            .candidate();
    assertThat(assertVerified(candidate, Verified.Signature.class).annotations())
        .isEqualTo(Map.of("env", "prod", "creator", "skopeo"));
  }

  @Test
  void optionalMayBeAbsentAndTheReferenceMayBeAnything() {
    assertVerified(payload(",\"optional\":null", ""), Verified.Signature.class);
    assertVerified(
        payload("reference\":\"\"", "reference\":\"ghcr.io/other/name\""),
        Verified.Signature.class);
  }

  @Test
  void digestByTheOtherAlgorithmIsComputedFromTheBytes() {
    String sha512 = Digest.of(Digest.Algorithm.SHA512, IMAGE.manifest().raw()).toString();
    assertVerified(payload(DIGEST, sha512), Verified.Signature.class);
    String wrong = Digest.of(Digest.Algorithm.SHA512, Bytes.utf8("other")).toString();
    assertRefused(
        payload(DIGEST, wrong), Step.SUBJECT, Code.SUBJECT_MISMATCH, "signed for another digest");
  }

  @Test
  void signatureCopiedFromAnotherDigestIsRefused() {
    Failure failure =
        assertRefused(
            LabSignature.of(OTHER_IMAGE.digest(), KEY).candidate(),
            Step.SUBJECT,
            Code.SUBJECT_MISMATCH,
            "signed for another digest");
    assertThat(failure.expected()).contains(DIGEST);
    assertThat(failure.found()).contains(OTHER_IMAGE.digest().toString());
  }

  @Test
  void signatureByAStrangerIsRefusedAndSaysHowManyKeysWereTried() {
    Candidate stranger = LabSignature.of(IMAGE.digest(), STRANGER).candidate();
    assertRefused(stranger, Step.KEY, Code.UNKNOWN_KEY, "not signed by the one configured key");
    assertRefused(
        stranger,
        Step.KEY,
        Code.UNKNOWN_KEY,
        "signed by none of the 3 configured keys",
        KEY,
        LabKey.rsa("a"),
        LabKey.ed25519("a"));
  }

  @Test
  void payloadSwappedUnderTheSignatureIsRefused() {
    Bytes other = Bytes.utf8(RIGHT.payload().toUtf8().replace("null", "{}"));
    assertRefused(
        RIGHT.withPayloadSwapped(other).candidate(), Step.KEY, Code.UNKNOWN_KEY, "not signed");
  }

  @Test
  void signatureOfAnotherPayloadIsRefused() {
    Bytes signature = KEY.sign(Bytes.utf8("something else"));
    assertRefused(
        RIGHT.withSignature(signature).candidate(), Step.KEY, Code.UNKNOWN_KEY, "not signed");
  }

  @Test
  void atomicSignatureIsRefusedByItsName() {
    assertRefused(
        RIGHT.withType(DIGEST, "atomic container signature").candidate(),
        Step.SUBJECT,
        Code.TYPE_MISMATCH,
        "atomic (GPG) container signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Cosign container image signature", "cosign"})
  void otherTypeIsRefused(String type) {
    assertRefused(
        RIGHT.withType(DIGEST, type).candidate(),
        Step.SUBJECT,
        Code.TYPE_MISMATCH,
        "expected 'cosign container image signature', found '" + type + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"critical\"| \"Critical\"| unknown member 'Critical'",
        "{\"critical\"| {\"x\":1,\"critical\"| unknown member 'x'",
        "\"identity\"| \"Identity\"| unknown member 'critical.Identity'",
        "\"docker-reference\"| \"Docker-Reference\"| unknown member 'critical.identity.Docker",
        "\"docker-manifest-digest\"| \"docker-Manifest-digest\"| unknown member 'critical.image",
        "\"type\"| \"Type\"| unknown member 'critical.Type'",
        "\"identity\":{\"docker-reference\":\"\"},| ``| 'critical.identity' is missing",
        "\"docker-reference\":\"\"| ``| 'critical.identity.docker-reference' is missing",
        "\"docker-reference\":\"\"| \"docker-reference\":null| is not a string",
        "\"docker-reference\":\"\"| \"docker-reference\":\"\",\"a\":1| unknown member",
        "\"image\":{| \"image\":{},\"image\":{| Duplicate",
        "\"optional\":null| \"optional\":[]| 'optional' is not an object",
        "\"optional\":null| \"optional\":\"\"| 'optional' is not an object",
        "\"optional\":null| \"optional\":null,\"optional\":null| Duplicate",
        "\"optional\":null}| \"optional\":null}{}| not valid JSON",
        "\"optional\":null}| \"optional\":null| not valid JSON",
        "sha256:| sha256:A| is not a digest",
        "sha256:| SHA256:| is not a digest",
        "sha256:| md5:| is not a digest",
        "{\"critical\"| [{\"critical\"| not valid JSON",
        "\"type\":\"cosign container image signature\"| \"type\":1| 'critical.type' is not a string"
      })
  void otherFormIsRefused(String piece, String replacement, String message) {
    assertRefused(payload(piece, replacement), Step.FORMAT, Code.MALFORMED, message);
  }

  @Test
  void documentThatIsNoObjectIsRefused() {
    for (String json : List.of("", "null", "[]", "\"a\"", "1", "\uFEFF{}", "{} //")) {
      assertRefused(
          LabSignature.signing(json, KEY).candidate(), Step.FORMAT, Code.MALFORMED, "JSON");
    }
  }

  @Test
  void payloadOverTheLimitIsRefusedAsSuch() {
    String padding = " ".repeat(Limits.SIMPLE_SIGNING_BYTES - RIGHT.payload().length());
    assertVerified(payload("{\"critical\"", padding + "{\"critical\""), Verified.Signature.class);
    assertRefused(
        payload("{\"critical\"", padding + " {\"critical\""),
        Step.FORMAT,
        Code.LIMIT,
        "over the limit of 65536");
  }

  @Test
  void signatureAnnotationMustBeThereAndStandardBase64() {
    String right = RIGHT.annotations().get(SIGNATURE);
    assertThat(right).isNotNull();
    assertRefused(
        RIGHT.withoutAnnotation(SIGNATURE).candidate(),
        Step.FORMAT,
        Code.MALFORMED,
        "annotation dev.cosignproject.cosign/signature is missing");
    for (String empty : List.of("", " \n")) {
      assertRefused(
          RIGHT.withAnnotation(SIGNATURE, empty).candidate(),
          Step.FORMAT,
          Code.MALFORMED,
          "is missing");
    }
    for (String bad : List.of(right + "=", right + "\n", "*" + right, "-_-_", "A")) {
      assertRefused(
          RIGHT.withAnnotation(SIGNATURE, bad).candidate(),
          Step.FORMAT,
          Code.MALFORMED,
          "is not base64");
    }
  }

  @Test
  void certificateOfWhiteSpaceIsAsGoodAsNone() {
    for (String name : List.of("dev.sigstore.cosign/certificate", "dev.sigstore.cosign/chain")) {
      assertVerified(RIGHT.withAnnotation(name, " \n").candidate(), Verified.Signature.class);
    }
  }

  @Test
  void presentLogBundleOrTimestampMustBeWellFormed() {
    for (String bad : List.of("{", "{}", "[]", "{\"SignedEntryTimestamp\":\"\",\"Payload\":{}}")) {
      assertThat(
              KeyVerification.verify(
                      RIGHT.withAnnotation("dev.sigstore.cosign/bundle", bad).candidate(), KEY)
                  .verified())
          .isEmpty();
    }
    assertRefused(
        RIGHT.withAnnotation("dev.sigstore.cosign/bundle", "{}").candidate(),
        Step.FORMAT,
        Code.MALFORMED,
        "'SignedEntryTimestamp' is missing");
    assertRefused(
        RIGHT
            .withAnnotation(
                "dev.sigstore.cosign/rfc3161timestamp", "{\"SignedRFC3161Timestamp\":1}")
            .candidate(),
        Step.FORMAT,
        Code.MALFORMED,
        "'SignedRFC3161Timestamp' is not a string");
  }
}
