package dev.portcullis.verify.attacks;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.OTHER_IMAGE;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.SUBJECT;
import static dev.portcullis.verify.KeyVerification.assertRefused;
import static dev.portcullis.verify.KeyVerification.assertVerified;
import static dev.portcullis.verify.KeyVerification.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check.Step;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good signature over a claim that says something else, or nothing. */
class ClaimAttacksTest {
  private static final String VULN = "https://cosign.sigstore.dev/attestation/vuln/v1";

  @Test
  void cosignBundleVerifyAnAttestationIsNeverASignature() {
    LabStatement statement = LabStatement.about(IMAGE.digest(), VULN);
    for (Candidate candidate :
        List.of(
            LabBundle.of(LabEnvelope.of(statement, KEY), KEY).candidate(),
            LabEnvelope.of(statement, KEY).candidate())) {
      assertVerified(candidate, Verified.Attestation.class);
    }
  }

  @Test
  void cve202235930TheTypeThatIsSignedCountsAndNotTheAnnotation() {
    Verified.Attestation fact =
        assertVerified(
            LabEnvelope.of(LabStatement.about(IMAGE.digest(), VULN), KEY)
                .withAnnotation("predicateType", "https://slsa.dev/provenance/v1")
                .candidate(),
            Verified.Attestation.class);
    assertThat(fact.predicateType()).isEqualTo(VULN);
  }

  @Test
  void cve202631830ASubjectThatDoesNotMatchGivesNoFact() {
    LabStatement other = LabStatement.cosignSign(OTHER_IMAGE.digest());
    for (Candidate candidate :
        List.of(
            LabSignature.of(OTHER_IMAGE.digest(), KEY).candidate(),
            LabEnvelope.of(other, KEY).candidate(),
            LabBundle.of(LabEnvelope.of(other, KEY), KEY).candidate(),
            LabBundle.message(OTHER_IMAGE.in("registry.acme.io/prod/app"), KEY).candidate())) {
      assertRefused(candidate, Step.SUBJECT, Code.SUBJECT_MISMATCH, "");
    }
  }

  @Test
  void cve202333959WhatIsVouchedForIsTheDigestThatWasAskedFor() {
    LabStatement both =
        LabStatement.cosignSign(IMAGE.digest())
            .withSubjectFirst(LabStatement.subject(OTHER_IMAGE.digest()));

    Verified fact = assertVerified(LabEnvelope.of(both, KEY).candidate(), Verified.Signature.class);
    assertThat(fact.subject()).isEqualTo(SUBJECT.digest());
  }

  @Test
  void ghsaR2xvEachSignatureOfAnEnvelopeIsVerifiedByItself() {
    LabEnvelope right = LabEnvelope.of(LabStatement.about(IMAGE.digest(), VULN), KEY);
    LabEnvelope forged =
        LabEnvelope.of(LabStatement.about(OTHER_IMAGE.digest(), VULN), KEY)
            .withPayloadSwapped(right.payload());

    assertRefused(forged.candidate(), Step.KEY, Code.UNKNOWN_KEY, "not signed by");
    assertVerified(
        forged.withSignature(right.signature(0), "").candidate(), Verified.Attestation.class);
    Bytes twoDocuments = Bytes.utf8(right.json().toUtf8() + "\n" + forged.json().toUtf8());
    assertRefused(
        new Candidate.Dsse(right.candidate().origin(), twoDocuments, right.annotations()),
        Step.FORMAT,
        Code.MALFORMED,
        "JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":null,\"predicateType\":\"a\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[null],\"predicateType\":\"a\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":null}],"
            + "\"predicateType\":\"a\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"sha256\":null}}],"
            + "\"predicateType\":\"a\"}",
        "{\"_type\":null,\"subject\":[],\"predicateType\":null}",
        "null",
        ""
      })
  void cosignPanicsASubjectThatIsNoneIsAVerdict(String statement) {
    assertRefused(
        LabEnvelope.of(Bytes.utf8(statement), KEY).candidate(), Step.FORMAT, Code.MALFORMED, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tlogEntries",
        "tlogEntries.0",
        "tlogEntries.0.logId",
        "tlogEntries.0.kindVersion",
        "tlogEntries.0.inclusionProof",
        "tlogEntries.0.inclusionProof.checkpoint",
        "tlogEntries.0.canonicalizedBody",
        "publicKey",
        "publicKey.hint"
      })
  void cosignPanicsAnEntryOfNothingIsAVerdict(String path) {
    LabBundle bundle =
        LabBundle.of(LabEnvelope.of(LabStatement.cosignSign(IMAGE.digest()), STRANGER), STRANGER)
            .with("tlogEntries", List.of(Map.of("logIndex", "1")));
    for (Object nothing : List.of("", List.of(), Map.of(), 0)) {
      Findings findings = verify(bundle.with(path, nothing).candidate(), KEY);
      assertThat(findings.verified()).isEmpty();
      assertThat(findings.findings().getFirst().failure()).isPresent();
    }
  }
}
