package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.refused;
import static dev.portcullis.verify.notation.NotationFixture.statement;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.x509.CodeSigningChain.Leniency;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationRules;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where specification, notation and Portcullis differ about envelopes, chains and policies (section
 * 9): a test for each row, in its order. Those about revocation are in {@link
 * RevocationDifferencesTest}.
 */
class NotationDifferencesTest {
  private static final String PROFILE =
      "arn:aws:signer:us-west-2:123456789012:/signing-profiles/acme";
  private static final String PROFILE_LABEL = "com.amazonaws.signer.signingProfileVersion";
  private static final String JOB_LABEL = "com.amazonaws.signer.signingJob";
  private static final String JOB = "arn:aws:signer:us-west-2:123456789012:/signing-jobs/1";

  private static LabNotation by(LabCertificate leaf) {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, leaf.issuedBy(LabNotary.MIDDLE), SUBJECT);
  }

  private static LabNotation signer(String format) {
    return LabNotary.signer(format, LabNotary.LEAF, SUBJECT);
  }

  /** Specification: fail; notation accepts it. */
  @ParameterizedTest
  @ValueSource(strings = {MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE})
  void section9UnknownCriticalAttributeFails(String format) {
    refused(
        signer(format).critical("acme.release", "yes"),
        Code.CRITICAL,
        "critical attribute 'acme.release' is not understood");
  }

  /** Specification: plugins see critical attributes; notation shows them all. */
  @Test
  void section9PluginSeesOnlyCriticalAttributes() {
    NotationTrust trust =
        new NotationTrust(
            List.of(LabNotary.store("signingAuthority:aws", LabNotary.ROOT)),
            new NotationOptions(RevocationMode.SOFT, RevocationRules.DEFAULT, Leniency.NONE, true));
    LabNotation signer =
        signer(MediaTypes.NOTATION_JWS)
            .signingAuthority(LabNotary.SIGNED)
            .critical(LabNotation.PLUGIN, AwsSigner.PLUGIN)
            .critical(JOB_LABEL, JOB);
    refused(
        signer.signed(PROFILE_LABEL, PROFILE + "/v1"),
        trust,
        Code.CRITICAL,
        "demands verification plugin");
    NotationOutcome outcome =
        established(
            signer.critical(PROFILE_LABEL, PROFILE + "/v1").signed("acme.note", "ignored"),
            trust,
            RevocationAnswers.NONE);
    assertThat(outcome.awsSigner()).contains(new AwsSigner(PROFILE + "/v1", JOB));
  }

  /** Specification: forbidden; notation allows it. */
  @Test
  void section9AnyExtendedKeyUsageFails() {
    refused(
        by(LabNotary.leaf().purpose(false, KeyPurposeId.anyExtendedKeyUsage)),
        Code.CHAIN,
        "has an extended key usage with anyExtendedKeyUsage");
  }

  /** Specification: silent; notation forbids it. */
  @Test
  void section9OcspSigningUsageFails() {
    refused(
        by(LabNotary.leaf().purpose(false, KeyPurposeId.id_kp_OCSPSigning)),
        Code.CHAIN,
        "has an extended key usage with OCSPSigning");
  }

  /** Specification: required; notation does not check; the operator may follow notation. */
  @Test
  void section9BasicConstraintsMustBeCriticalUnlessNotationIsFollowed() {
    LabHolder lax =
        LabCertificate.authority("C=US,ST=WA,O=acme,CN=lax", LabKey.p256("notary-lax"), 0)
            .with(Extension.basicConstraints, false, new BasicConstraints(0))
            .issuedBy(LabNotary.ROOT);
    LabNotation signer =
        LabNotary.signer(
            MediaTypes.NOTATION_JWS, SUBJECT, LabNotary.leaf().issuedBy(lax), lax, LabNotary.ROOT);
    refused(signer, Code.CHAIN, "has basic constraints that are not critical");
    established(
        signer,
        new NotationTrust(
            List.of(LabNotary.store("ca:acme", LabNotary.ROOT)),
            new NotationOptions(
                RevocationMode.HARD,
                RevocationRules.DEFAULT,
                Leniency.NON_CRITICAL_BASIC_CONSTRAINTS,
                false)),
        RevocationAnswers.NONE);
  }

  /** Specification: after it in the steps, at it in the prose; notation: at it. */
  @Test
  void section9ExpiryIsReachedAtItsInstant() {
    Instant end = LabNotary.SIGNED.plusSeconds(60);
    NotationOutcome outcome = established(signer(MediaTypes.NOTATION_COSE).expiry(end));
    judgedRefused(
        NotationJudge.judge(strict("ca:acme"), outcome, end), Code.EXPIRED, "expired at " + end);
    assertThat(NotationJudge.judge(strict("ca:acme"), outcome, end.minusSeconds(1)).passed())
        .isTrue();
  }

  /** Specification: allowed; notation ignores it. */
  @Test
  void section9ProtectedX5chainIsIgnored() {
    List<Bytes> chain = LabNotary.ders(LabNotary.LEAF, LabNotary.MIDDLE, LabNotary.ROOT);
    refused(
        signer(MediaTypes.NOTATION_COSE).signed(33, chain).withoutUnprotected(33),
        Code.MALFORMED,
        "x5chain (unprotected label 33) is not an array");
    NotationOutcome outcome =
        established(
            signer(MediaTypes.NOTATION_COSE)
                .signed(33, LabNotary.ders(LabNotary.TSA, LabNotary.TSA_MIDDLE)));
    assertThat(outcome.leaf()).isEqualTo(LabNotary.LEAF.certificate());
  }

  /** Specification: forbidden; notation allows it. */
  @Test
  void section9SkipForEverythingIsRefusedAtLoad() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () ->
                TrustPolicyDocument.parse(
                    Bytes.utf8(
                        """
                        {"version": "1.0", "trustPolicies": [{"name": "all",
                          "registryScopes": ["*"], "signatureVerification": {"level": "skip"}}]}\
                        """)))
        .withMessageContaining("'*' must not skip verification");
  }

  /** Specification: silent; notation takes one good of several. */
  @Test
  void section9TwoTimestampSignersFail() {
    NotationOutcome outcome =
        established(
            signer(MediaTypes.NOTATION_JWS)
                .timestamp(
                    signature ->
                        LabNotary.timestamp(signature, LabNotary.SIGNED).signers(2).token()));
    judgedRefused(
        NotationJudge.judge(strict("ca:acme", "tsa:time"), outcome, LabNotary.SIGNED),
        Code.TIMESTAMP,
        "the timestamp is malformed");
  }

  /** Specification: as long as the hash; notation takes any in JWS. */
  @Test
  void section9SaltOfAnotherLengthFails() {
    LabKey key = LabKey.rsa("notary-salt");
    LabNotation signer =
        LabNotary.signer(
            MediaTypes.NOTATION_JWS, LabNotary.leaf(key).issuedBy(LabNotary.MIDDLE), SUBJECT);
    established(signer);
    refused(
        signer.signingWith(input -> key.signPss(input, 20)),
        Code.SIGNATURE,
        "does not verify under the leaf's key");
  }

  /** Specification: silent; notation asks whomever a stranger's certificates name. */
  @Test
  void section9UrlsOfAStrangerAreNeverAskedAlthoughAuditPassesIt() {
    NotationOutcome stranger =
        established(
            by(LabNotary.revocableLeaf()),
            new NotationTrust(
                List.of(LabNotary.store("ca:other", LabNotary.TSA_ROOT)), NotationOptions.STRICT),
            RevocationAnswers.NONE);
    assertThat(NotationVerifier.questions(stranger)).isEmpty();
    Judgement judgement =
        NotationJudge.judge(
            statement(VerificationLevel.AUDIT, VerifyTimestamp.ALWAYS, List.of("*"), "ca:other"),
            stranger,
            LabNotary.SIGNED);
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.steps().getLast().failure())
        .hasValueSatisfying(failure -> assertThat(failure.message()).contains("nobody was asked"));
  }
}
