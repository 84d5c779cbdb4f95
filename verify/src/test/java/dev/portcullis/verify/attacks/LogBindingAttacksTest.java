package dev.portcullis.verify.attacks;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.NOW;
import static dev.portcullis.verify.sigstore.KeylessCase.ROOT;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabLogEntry;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A log entry of something else must not stand for the one at hand. */
class LogBindingAttacksTest {
  private static final String LOG_BUNDLE = "dev.sigstore.cosign/bundle";
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabKeyless OTHER_SIGNER =
      SIGSTORE.identity(LabKey.p256("other signer")).signer(SIGNER.time());
  private static final LabArtifact OTHER_IMAGE = LabArtifact.image("another app");
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final LabEnvelope OTHER_ENVELOPE =
      SIGNER.envelope(LabStatement.cosignSign(IMAGE.digest()));
  private static final LabKey KEY = LabKey.p256("release");

  @Test
  void cve202223649SetOfAnotherSignatureIsRefused() {
    LabSignature layer = SIGNER.layer(IMAGE.digest());
    LabSignature otherPayload = SIGNER.layer(OTHER_IMAGE.digest());
    LabSignature otherKey = OTHER_SIGNER.layer(IMAGE.digest());
    String otherSignature =
        SIGNER
            .hashedRekordEntry(
                "hashedrekord", layer.payload(), SIGNER.holder().key().sign(Bytes.utf8("other")))
            .annotation();

    assertVerified(layer.candidate());
    assertRefused(
        layer.withAnnotation(LOG_BUNDLE, otherPayload.annotation(LOG_BUNDLE)).candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "the log entry is for another digest");
    assertRefused(
        layer.withAnnotation(LOG_BUNDLE, otherSignature).candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "the log entry is for another signature");
    assertRefused(
        layer
            .withAnnotation(
                LOG_BUNDLE,
                OTHER_SIGNER
                    .hashedRekordEntry("hashedrekord", layer.payload(), layer.signature())
                    .annotation())
            .candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "the log entry is for another signer");
    assertVerified(otherKey.candidate());
  }

  private static void assertKeyRefused(Candidate candidate, Code code, String words) {
    TrustMaterial demanding =
        new TrustMaterial(
            List.of(new TrustedKey(KEY.verificationKey(), new LogDemand.Required("lab"))),
            Map.of("lab", ROOT));
    Findings findings = Verifier.verify(SUBJECT, SigningLab.evidence(candidate), demanding, NOW);
    assertThat(findings.verified()).isEmpty();
    Failure failure = findings.findings().getFirst().failure().orElseThrow();
    assertThat(failure.sentence()).contains(words);
    assertThat(failure.code()).isEqualTo(code);
  }

  @Test
  void cve202236056ALogThatDoesNotVouchIsNeverSuccess() {
    LabSignature bare = LabSignature.of(IMAGE.digest(), KEY);
    String right =
        SIGSTORE
            .rekor()
            .enter(
                "hashedrekord",
                "0.0.1",
                LabLogBody.hashedRekord(
                    "hashedrekord", bare.payload(), bare.signature(), KEY.pem()),
                SIGNER.time())
            .annotation();

    assertKeyRefused(bare.candidate(), Code.UNTRUSTED_LOG, "expected 1, found 0");
    assertKeyRefused(
        bare.withAnnotation(LOG_BUNDLE, SIGNER.layer(IMAGE.digest()).annotation(LOG_BUNDLE))
            .candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "for another");
    assertKeyRefused(
        bare.withAnnotation(LOG_BUNDLE, right.replace("1000006", "1000007")).candidate(),
        Code.ENTRY_TIMESTAMP,
        "not signed by rekor.lab.test");
    assertKeyRefused(bare.withAnnotation(LOG_BUNDLE, "{}").candidate(), Code.MALFORMED, "missing");
  }

  @Test
  void cve202622703TheEntryIsComparedWithDigestSignatureAndKeyForKeysAndCertificates() {
    Bytes signature = SIGNER.signature(ENVELOPE);
    for (LabLogEntry entry :
        List.of(
            SIGNER.dsseEntry(OTHER_ENVELOPE),
            SIGNER.enter(
                "dsse",
                "0.0.1",
                LabLogBody.dsse(ENVELOPE, SIGNER.signature(OTHER_ENVELOPE), SIGNER.holder().pem())),
            SIGNER.enter(
                "dsse",
                "0.0.1",
                LabLogBody.dsse(ENVELOPE, signature, OTHER_SIGNER.holder().pem())))) {
      assertRefused(
          SIGNER.bundle(ENVELOPE, entry).candidate(), Code.LOG_ENTRY_MISMATCH, "for another");
    }
    LabEnvelope byKey = LabEnvelope.of(LabStatement.cosignSign(IMAGE.digest()), KEY);
    for (Bytes body :
        List.of(
            LabLogBody.dsse(ENVELOPE, byKey.signature(0), KEY.pem()),
            LabLogBody.dsse(byKey, signature, KEY.pem()),
            LabLogBody.dsse(byKey, byKey.signature(0), LabKey.p256("stranger").pem()))) {
      assertKeyRefused(
          LabBundle.of(byKey, KEY)
              .withEntries(SIGSTORE.rekor().enter("dsse", "0.0.1", body, SIGNER.time()))
              .candidate(),
          Code.LOG_ENTRY_MISMATCH,
          "for another");
    }
  }

  @Test
  void cve202453267ADsseEntryOfAnotherEnvelopeIsRefused() {
    assertRefused(
        SIGNER.bundle(ENVELOPE, SIGNER.dsseEntry(OTHER_ENVELOPE)).candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "the log entry is for another payload");
    assertRefused(
        SIGNER.bundleV2(ENVELOPE).withEntries(SIGNER.bundleV2(OTHER_ENVELOPE).entry(0)).candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "for another digest, signature or signer");
  }

  @Test
  void cve202347122AKeyOfALogComesFromTheRootOnly() {
    LabSigstore fake = LabSigstore.named("fake");
    Bytes body = SIGNER.bundle(ENVELOPE).entry(0).bytes("canonicalizedBody");
    LabLogEntry forged = fake.rekor().enter("dsse", "0.0.1", body, SIGNER.time());

    assertRefused(
        SIGNER.bundle(ENVELOPE, forged).candidate(), Code.UNTRUSTED_LOG, "expected 1, found 0");
    assertRefused(
        SIGNER
            .bundle(
                ENVELOPE,
                forged.with("logId.keyId", SIGNER.bundle(ENVELOPE).entry(0).text("logId.keyId")))
            .candidate(),
        Code.ENTRY_TIMESTAMP,
        "not signed by rekor.lab.test");
  }

  @Test
  void cve202451746AnEntryThatTheSignersOtherWorkHasInTheLogIsNoProof() {
    LabLogEntry another = SIGNER.dsseEntry(OTHER_ENVELOPE);

    assertVerified(SIGNER.bundle(OTHER_ENVELOPE, another).candidate());
    assertRefused(
        SIGNER.bundle(ENVELOPE, another).candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "the log entry is for another payload");
  }
}
