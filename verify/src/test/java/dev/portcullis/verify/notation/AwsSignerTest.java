package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.refused;
import static dev.portcullis.verify.notation.NotationFixture.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.x509.CodeSigningChain.Leniency;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is understood of AWS Signer where the operator has said so (2.5). */
class AwsSignerTest {
  private static final String PROFILE =
      "arn:aws:signer:us-west-2:123456789012:/signing-profiles/release";
  private static final String VERSION_LABEL = "com.amazonaws.signer.signingProfileVersion";
  private static final String JOB_LABEL = "com.amazonaws.signer.signingJob";

  private static NotationTrust trust(RevocationMode mode) {
    return new NotationTrust(
        List.of(LabNotary.store("signingAuthority:aws", LabNotary.ROOT)),
        new NotationOptions(mode, RevocationRules.DEFAULT, Leniency.NONE, true));
  }

  private static LabNotation signer() {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, LabNotary.LEAF, SUBJECT)
        .signingAuthority(LabNotary.SIGNED)
        .critical(LabNotation.PLUGIN, AwsSigner.PLUGIN)
        .critical(VERSION_LABEL, PROFILE + "/abc123")
        .critical(JOB_LABEL, "arn:aws:signer:us-west-2:123456789012:/signing-jobs/1");
  }

  private static Judgement judge(RevocationMode mode, String identity) {
    return NotationJudge.judge(
        statement(
            VerificationLevel.STRICT,
            VerifyTimestamp.ALWAYS,
            List.of(identity),
            "signingAuthority:aws"),
        established(signer(), trust(mode), RevocationAnswers.NONE),
        LabNotary.SIGNED);
  }

  @Test
  void profileOrItsExactVersionIsTrusted() {
    assertThat(judge(RevocationMode.SOFT, PROFILE).passed()).isTrue();
    assertThat(judge(RevocationMode.SOFT, PROFILE + "/abc123").passed()).isTrue();
  }

  @Test
  void otherIdentitiesAreRefused() {
    for (String identity :
        List.of(PROFILE + "/other", PROFILE + "x", "*", "x509.subject: C=US, ST=WA, O=acme")) {
      judgedRefused(
          judge(RevocationMode.SOFT, identity), Code.UNTRUSTED, "not among the trusted identities");
    }
  }

  /** Its own list of revocations is not asked, so that hard mode cannot pass. */
  @Test
  void revocationAtAwsStaysUnknown() {
    judgedRefused(
        judge(RevocationMode.HARD, PROFILE),
        Code.REVOCATION_UNKNOWN,
        "AWS Signer is not asked whether it has revoked");
  }

  @Test
  void anotherCriticalAttributeIsRefused() {
    refused(
        signer().critical("acme.release", "yes"),
        trust(RevocationMode.SOFT),
        Code.CRITICAL,
        "demands verification plugin");
  }

  @Test
  void missingAttributeIsRefused() {
    refused(
        signer().without(JOB_LABEL),
        trust(RevocationMode.SOFT),
        Code.CRITICAL,
        "demands verification plugin");
  }

  @Test
  void malformedProfileIsRefused() {
    for (String arn : List.of(PROFILE, "arn:aws:s3:::x", PROFILE + "/", PROFILE + "/a/b")) {
      refused(
          signer().signed(VERSION_LABEL, arn),
          trust(RevocationMode.SOFT),
          Code.MALFORMED,
          "is not the ARN of a signing profile version");
    }
  }

  @Test
  void otherSchemeIsRefused() {
    refused(
        LabNotary.signer(MediaTypes.NOTATION_JWS, LabNotary.LEAF, SUBJECT)
            .critical(LabNotation.PLUGIN, AwsSigner.PLUGIN)
            .critical(VERSION_LABEL, PROFILE + "/abc123")
            .critical(JOB_LABEL, "arn:aws:signer:us-west-2:123456789012:/signing-jobs/1"),
        trust(RevocationMode.SOFT),
        Code.MALFORMED,
        "AWS Signer signs under another scheme");
  }

  @Test
  void laterMajorVersionOfThePluginIsRefused() {
    refused(
        signer().critical(LabNotation.PLUGIN_MIN_VERSION, "2.0.0"),
        trust(RevocationMode.SOFT),
        Code.MALFORMED,
        "version '2.0.0' of AWS Signer is not supported");
    established(
        signer().critical(LabNotation.PLUGIN_MIN_VERSION, "1.0.290"),
        trust(RevocationMode.SOFT),
        RevocationAnswers.NONE);
  }
}
