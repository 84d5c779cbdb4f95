package dev.portcullis.verify;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.OTHER_IMAGE;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.assertRefused;
import static dev.portcullis.verify.KeyVerification.assertVerified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Check.Step;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabStatement;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class AttestationLayerTest {
  private static final String SLSA = "https://slsa.dev/provenance/v1";
  private static final LabStatement STATEMENT =
      LabStatement.about(IMAGE.digest(), SLSA).withPredicate("{\"buildDefinition\":{}}");
  private static final LabEnvelope RIGHT = LabEnvelope.of(STATEMENT, KEY);

  private static Candidate spelling(String piece, String replacement) {
    String right = RIGHT.json().toUtf8();
    assertThat(right).contains(piece);
    Candidate.Dsse candidate = RIGHT.candidate();
    return new Candidate.Dsse(
        candidate.origin(), Bytes.utf8(right.replace(piece, replacement)), candidate.annotations());
  }

  @Test
  void attestationCarriesItsTypeAndTheStatementAsSigned() {
    Verified.Attestation fact = assertVerified(RIGHT.candidate(), Verified.Attestation.class);
    assertThat(fact.predicateType()).isEqualTo(SLSA);
    assertThat(fact.statement()).isEqualTo(STATEMENT.json());
  }

  @Test
  void payloadWithCharactersOutsideAsciiVerifies() {
    LabStatement statement =
        STATEMENT.withPredicate("{\"author\":\"Ren\u00e9 \u20ac \ud83d\ude80\"}");
    assertVerified(LabEnvelope.of(statement, KEY).candidate(), Verified.Attestation.class);
  }

  @Test
  void payloadTypeIsSigned() {
    assertRefused(
        RIGHT.withTypeSwapped("application/vnd.in-toto+json ").candidate(),
        Step.FORMAT,
        Code.TYPE_MISMATCH,
        "the envelope holds no in-toto statement");
    LabEnvelope other =
        new LabEnvelope("text/plain", STATEMENT.json(), RIGHT.signatures(), RIGHT.annotations())
            .unsigned()
            .signedBy(KEY, "");
    assertRefused(
        other.withTypeSwapped("application/vnd.in-toto+json").candidate(),
        Step.KEY,
        Code.UNKNOWN_KEY,
        "not signed");
  }

  @Test
  void payloadIsSignedInItsPreAuthEncodingOnly() {
    Bytes bare = KEY.sign(STATEMENT.json());
    assertRefused(
        RIGHT.unsigned().withSignature(bare, "").candidate(),
        Step.KEY,
        Code.UNKNOWN_KEY,
        "not signed");
  }

  @Test
  void payloadSwappedUnderTheSignatureIsRefused() {
    Bytes other = STATEMENT.withPredicate("{}").json();
    assertRefused(
        RIGHT.withPayloadSwapped(other).candidate(), Step.KEY, Code.UNKNOWN_KEY, "not signed");
  }

  @Test
  void prehashedEd25519IsNotAcceptedInAnEnvelope() {
    LabKey ph = LabKey.ed25519("a").signingBy(SignatureScheme.ED25519PH);
    assertRefused(
        LabEnvelope.of(STATEMENT, ph).candidate(), Step.KEY, Code.UNKNOWN_KEY, "not signed", ph);
  }

  @Test
  void oneOfSeveralSignaturesSuffices() {
    Bytes garbage = Bytes.utf8("garbage");
    assertVerified(
        LabEnvelope.of(STATEMENT, LabKey.ed25519("nobody"))
            .withSignature(garbage, "")
            .signedBy(KEY, "")
            .candidate(),
        Verified.Attestation.class);
    assertRefused(
        LabEnvelope.of(STATEMENT, LabKey.ed25519("nobody")).withSignature(garbage, "").candidate(),
        Step.KEY,
        Code.UNKNOWN_KEY,
        "not signed by the one configured key");
  }

  @Test
  void keyidChoosesAmongConfiguredKeysOnly() {
    assertVerified(
        LabEnvelope.of(STATEMENT, KEY).unsigned().signedBy(KEY, KEY.fingerprint()).candidate(),
        Verified.Attestation.class);
    assertVerified(
        RIGHT.unsigned().signedBy(KEY, "some other scheme of names").candidate(),
        Verified.Attestation.class);
    LabEnvelope mine = RIGHT.unsigned().signedBy(STRANGER, STRANGER.fingerprint());
    assertRefused(
        mine.candidate(), Step.KEY, Code.UNKNOWN_KEY, "hint '" + STRANGER.fingerprint() + "'");
    LabEnvelope lying = RIGHT.unsigned().signedBy(STRANGER, KEY.fingerprint());
    assertRefused(
        lying.candidate(),
        Step.SIGNATURE,
        Code.SIGNATURE,
        "does not verify under the key that its hint names");
  }

  @Test
  void tooManySignaturesAreRefusedUnseen() {
    LabEnvelope many = RIGHT;
    while (many.signatures().size() < Limits.ENVELOPE_SIGNATURES) {
      many = many.withSignature(Bytes.utf8("x"), "");
    }
    assertVerified(many.candidate(), Verified.Attestation.class);
    assertRefused(
        many.withSignature(Bytes.utf8("x"), "").candidate(),
        Step.FORMAT,
        Code.LIMIT,
        "'signatures' has 17 entries");
  }

  @Test
  void envelopeOfAnotherFormIsRefused() {
    assertRefused(RIGHT.unsigned().candidate(), Step.FORMAT, Code.MALFORMED, "is empty");
    assertRefused(
        spelling("\"payload\":", "\"Payload\":"),
        Step.FORMAT,
        Code.MALFORMED,
        "'Payload' differs from 'payload' by case only");
    assertRefused(
        spelling("\"sig\":", "\"sig\":\"\",\"sig\":"), Step.FORMAT, Code.MALFORMED, "Duplicate");
    assertRefused(
        spelling("\"sig\":", "\"SIG\":"), Step.FORMAT, Code.MALFORMED, "differs from 'sig'");
    assertRefused(
        spelling("\"payloadType\":", "\"type\":"),
        Step.FORMAT,
        Code.MALFORMED,
        "'payloadType' is missing");
    assertRefused(
        RIGHT.unsigned().withSignature(Bytes.empty(), "").candidate(),
        Step.FORMAT,
        Code.MALFORMED,
        "'signatures[0].sig' is empty");
    assertRefused(
        spelling("\"keyid\":\"\"", "\"keyid\":1"),
        Step.FORMAT,
        Code.MALFORMED,
        "'signatures[0].keyid' is not a string");
  }

  @Test
  void unknownMembersOfTheEnvelopeAndNullKeyidAreIgnored() {
    assertVerified(
        spelling("{\"payloadType\":", "{\"extra\":{},\"payloadType\":"),
        Verified.Attestation.class);
    assertVerified(spelling("\"keyid\":\"\"", "\"keyid\":null"), Verified.Attestation.class);
    assertVerified(spelling("\"keyid\":\"\",", ""), Verified.Attestation.class);
  }

  @Test
  void urlSafeAlphabetIsAccepted() {
    String payload = Base64.getEncoder().encodeToString(STATEMENT.json().toByteArray());
    String url =
        Base64.getUrlEncoder().withoutPadding().encodeToString(STATEMENT.json().toByteArray());
    assertVerified(spelling(payload, url), Verified.Attestation.class);
  }

  @Test
  void statementAboutAnotherDigestIsRefused() {
    Failure failure =
        assertRefused(
            LabEnvelope.of(LabStatement.about(OTHER_IMAGE.digest(), SLSA), KEY).candidate(),
            Step.SUBJECT,
            Code.SUBJECT_MISMATCH,
            "no subject of the statement is this digest");
    assertThat(failure.found()).contains("sha256:" + OTHER_IMAGE.digest().hex());
  }
}
