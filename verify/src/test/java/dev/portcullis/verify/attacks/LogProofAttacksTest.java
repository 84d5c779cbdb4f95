package dev.portcullis.verify.attacks;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabLogEntry;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.sigstore.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What a log, a timestamp authority or a certificate authority has not signed proves nothing. */
class LogProofAttacksTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final LabBundle BUNDLE = SIGNER.bundle(ENVELOPE);
  private static final LabBundle BUNDLE_V2 = SIGNER.bundleV2(ENVELOPE);
  private static final String ENTRY = "tlogEntries.0.";
  private static final String PROMISE = ENTRY + "inclusionPromise.signedEntryTimestamp";
  private static final String CHECKPOINT = ENTRY + "inclusionProof.checkpoint.envelope";

  private static String flipped(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    bytes[bytes.length - 1] ^= 1;
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void cve202454140ACheckpointThatNobodySignedIsRefused() {
    String right = BUNDLE.entry(0).text("inclusionProof.checkpoint.envelope");
    String text = right.substring(0, right.indexOf("\n\n") + 1);
    LabLog rekor = SIGSTORE.rekor();
    String forged = text + "\n" + LabLog.line(rekor.host(), rekor.id(), LabKey.p256("thief"), text);

    assertRefused(
        BUNDLE.with(CHECKPOINT, forged).candidate(),
        Code.CHECKPOINT,
        "not signed by rekor.lab.test");
  }

  @Test
  void cve202455655AnIntegratedTimeWithoutAPromiseIsNoTime() {
    assertRefused(
        BUNDLE.without(ENTRY + "inclusionPromise").candidate(),
        Code.TIMESTAMP,
        "nothing proves the time of signing");
  }

  @Test
  void cve202648816AnIntegratedTimeThatThePromiseDoesNotCoverIsRefused() {
    String later = Long.toString(SIGNER.time().plusSeconds(1).getEpochSecond());
    assertRefused(
        BUNDLE.with(ENTRY + "integratedTime", later).candidate(),
        Code.ENTRY_TIMESTAMP,
        "not signed by rekor.lab.test");
    assertRefused(
        BUNDLE_V2
            .without("timestampVerificationData")
            .with(ENTRY + "integratedTime", later)
            .candidate(),
        Code.TIMESTAMP,
        "nothing proves the time of signing");
  }

  @Test
  void sigstoreJava1008AnIntegratedTimeOutsideTheCertificatesValidityIsRefused() {
    LabKeyless late = SIGNER.at(SIGNER.time().plus(Duration.ofHours(1)));
    assertRefused(
        late.bundle(ENVELOPE)
            .withTimestamp(SIGNER.timestamp(ENVELOPE.signature(0)).response())
            .candidate(),
        Code.CERTIFICATE_TIME,
        "outside the validity of the certificate");
  }

  @Test
  void sigstoreRsEachStepThatMayBeSkippedIsNot() {
    LabLogEntry entry = BUNDLE.entry(0);
    assertVerified(BUNDLE.candidate());
    assertRefused(
        BUNDLE.withContent("signatures.0.sig", flipped(entry.text("logId.keyId"))).candidate(),
        Code.SIGNATURE,
        "does not verify under its certificate");
    assertRefused(
        BUNDLE
            .with(PROMISE, flipped(entry.text("inclusionPromise.signedEntryTimestamp")))
            .candidate(),
        Code.ENTRY_TIMESTAMP,
        "not signed");
    assertRefused(
        BUNDLE
            .with(ENTRY + "inclusionProof.rootHash", flipped(entry.text("inclusionProof.rootHash")))
            .candidate(),
        Code.INCLUSION,
        "does not lead to its root hash");
    assertRefused(
        BUNDLE.with(ENTRY + "inclusionProof.logIndex", "5").candidate(),
        Code.INCLUSION,
        "does not lead to its root hash");
    assertRefused(
        SIGNER
            .message(dev.portcullis.verify.sigstore.KeylessCase.SUBJECT)
            .withContent("messageDigest.digest", entry.text("logId.keyId"))
            .candidate(),
        Code.SUBJECT_MISMATCH,
        "signed for another digest");
    LabKeyless withoutSct = SIGSTORE.identity().withoutSct().signer(SIGNER.time());
    assertRefused(withoutSct.sign(IMAGE.digest()).candidate(), Code.SCT, "expected SCTs of 1");
  }

  @Test
  void ghsa9vcrTheSameLogTwiceDoesNotMeetAThresholdOfTwo() {
    SigstoreRoot demanding = SIGSTORE.trustedRoot().parse("lab", new Thresholds(2, 1, 0));
    LabLogEntry entry = BUNDLE.entry(0);
    Bytes body = entry.bytes("canonicalizedBody");
    Bytes promise =
        SIGSTORE.rekor().promise(body, SIGNER.time(), 1_000_007, SIGSTORE.rekor().key());
    LabLogEntry again =
        entry
            .with("logIndex", "1000007")
            .with(
                "inclusionPromise.signedEntryTimestamp",
                Base64.getEncoder().encodeToString(promise.toByteArray()));

    assertRefused(
        BUNDLE.withEntries(entry, again).candidate(),
        Code.UNTRUSTED_LOG,
        "expected 2, found 1",
        demanding);
    assertRefused(
        BUNDLE.withEntries(entry, entry).candidate(),
        Code.MALFORMED,
        "two log entries claim the same log and index",
        demanding);
  }

  @Test
  void cve202624122AnAuthorityThatHadExpiredWhenItWasUsedIsRefused() {
    Instant end = SIGNER.time().minusSeconds(1);
    SigstoreRoot root =
        SIGSTORE
            .trustedRoot()
            .with("certificateAuthorities.0.validFor.end", end.toString())
            .parse("lab", Thresholds.PUBLIC);

    assertRefused(
        BUNDLE.candidate(),
        Code.AUTHORITY_VALIDITY,
        "outside the validity of the certificate authority",
        root);
  }

  @Test
  void cve202639984TheFirstCertificateInTheBagIsNotTheSigner() {
    LabHolder stranger = LabSigstore.named("stranger").tsa();
    Bytes signature = SIGNER.signature(ENVELOPE);

    assertRefused(
        BUNDLE_V2
            .without("timestampVerificationData")
            .withTimestamp(
                SIGNER
                    .timestamp(signature)
                    .embed(SIGSTORE.tsa())
                    .signedWith(stranger.key())
                    .embed(stranger)
                    .response())
            .candidate(),
        Code.TIMESTAMP,
        "signature does not verify under its signer's key");
    assertRefused(
        BUNDLE_V2
            .without("timestampVerificationData")
            .withTimestamp(
                SIGNER
                    .timestamp(signature)
                    .embed(SIGSTORE.tsa())
                    .naming(stranger)
                    .binding(stranger)
                    .signedWith(stranger.key())
                    .response())
            .candidate(),
        Code.TIMESTAMP,
        "by no authority of root lab");
  }
}
