package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.x509.HashFunction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries and checkpoints of Rekor v2 (sigstore spec notes, 2.7). */
class RekorV2Test {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final Bytes SIGNATURE = SIGNER.signature(ENVELOPE);
  private static final LabBundle BUNDLE = SIGNER.bundleV2(ENVELOPE);
  private static final LabLog LOG = SIGSTORE.rekor2();
  private static final String ENTRY = "tlogEntries.0.";
  private static final String CHECKPOINT = ENTRY + "inclusionProof.checkpoint.envelope";

  private static Candidate with(String kind, Bytes body) {
    return BUNDLE.withEntries(LOG.enter(kind, "0.0.2", body, SIGNER.time())).candidate();
  }

  private static Candidate hashedRekord(
      HashFunction function, Bytes signed, Bytes signature, Map<String, Object> signer) {
    return with("hashedrekord", LabLogBody.hashedRekordV2(function, signed, signature, signer));
  }

  @Test
  void cve202453267AnEntryForAnotherDigestSignatureOrSignerIsRefused() {
    String reason = "for another digest, signature or signer";
    Bytes signed = ENVELOPE.preAuthEncoding();
    LabHolder other = SIGSTORE.identity(LabKey.p256("other")).issue();
    Map<String, Object> signer = LabLogBody.certificate(SIGNER.holder());

    assertVerified(hashedRekord(HashFunction.SHA256, signed, SIGNATURE, signer));
    assertRefused(
        hashedRekord(HashFunction.SHA256, ENVELOPE.payload(), SIGNATURE, signer),
        Code.LOG_ENTRY_MISMATCH,
        reason);
    assertRefused(
        hashedRekord(HashFunction.SHA512, signed, SIGNATURE, signer),
        Code.LOG_ENTRY_MISMATCH,
        reason);
    assertRefused(
        hashedRekord(HashFunction.SHA256, signed, Bytes.utf8("other"), signer),
        Code.LOG_ENTRY_MISMATCH,
        reason);
    assertRefused(
        hashedRekord(HashFunction.SHA256, signed, SIGNATURE, LabLogBody.certificate(other)),
        Code.LOG_ENTRY_MISMATCH,
        reason);
    assertRefused(
        hashedRekord(
            HashFunction.SHA256,
            signed,
            SIGNATURE,
            LabLogBody.publicKey(SIGNER.holder().key(), "PKIX_ECDSA_P256_SHA_256")),
        Code.LOG_ENTRY_MISMATCH,
        reason);
  }

  @Test
  void aDsseEntryForAnotherPayloadIsRefused() {
    LabEnvelope other = SIGNER.envelope(LabStatement.about(IMAGE.digest(), "https://other"));
    Map<String, Object> signer = LabLogBody.certificate(SIGNER.holder());

    assertVerified(with("dsse", LabLogBody.dsseV2(ENVELOPE, SIGNATURE, signer)));
    assertRefused(
        with("dsse", LabLogBody.dsseV2(other, SIGNATURE, signer)),
        Code.LOG_ENTRY_MISMATCH,
        "for another digest");
    assertRefused(
        SIGNER
            .messageV2(SUBJECT)
            .withEntries(
                LOG.enter(
                    "dsse", "0.0.2", LabLogBody.dsseV2(ENVELOPE, SIGNATURE, signer), SIGNER.time()))
            .candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "for another digest");
  }

  @Test
  void withoutATimestampNothingProvesTheTime() {
    LabBundle bundle = BUNDLE.without("timestampVerificationData");

    assertRefused(bundle.candidate(), Code.TIMESTAMP, "nothing proves the time");
    assertRefused(
        bundle.with(ENTRY + "integratedTime", "1749283750").candidate(),
        Code.TIMESTAMP,
        "nothing proves the time");
  }

  @Test
  void anInclusionProofIsNeededWhateverTheBundlesVersion() {
    LabBundle bundle = BUNDLE.without(ENTRY + "inclusionProof");

    assertRefused(bundle.candidate(), Code.INCLUSION, "no inclusion proof");
    assertRefused(
        bundle.withMediaType("application/vnd.dev.sigstore.bundle+json;version=0.1").candidate(),
        Code.INCLUSION,
        "no inclusion proof");
    assertRefused(
        BUNDLE.without(ENTRY + "inclusionProof.checkpoint").candidate(),
        Code.CHECKPOINT,
        "no checkpoint");
  }

  @Test
  void theIndexMustBeThatOfTheProof() {
    assertRefused(
        BUNDLE.with(ENTRY + "logIndex", "7").candidate(),
        Code.INCLUSION,
        "index is not that of its inclusion proof");
  }

  private static String text() {
    String note = BUNDLE.entry(0).text("inclusionProof.checkpoint.envelope");
    return note.substring(0, note.indexOf("\n\n") + 1);
  }

  private static Candidate checkpoint(String text, String... lines) {
    return BUNDLE.with(CHECKPOINT, text + "\n" + String.join("", lines)).candidate();
  }

  private static String line(String text) {
    return LabLog.line(LOG.host(), LOG.id(), LOG.key(), text);
  }

  @Test
  void linesOfWitnessesArePassedOverWhereverTheyStand() {
    String text = text();
    LabKey witness = LabKey.ed25519("witness");
    String cosignature =
        LabLog.line("witness.test", Bytes.wrap(new byte[] {9, 9, 9, 9}), witness, text);

    assertVerified(checkpoint(text, line(text), cosignature));
    assertVerified(checkpoint(text, cosignature, line(text)));
  }

  @Test
  void anotherKeyUnderTheLogsNameIsPassedOver() {
    String text = text();
    LabKey other = LabKey.ed25519("other");

    assertVerified(checkpoint(text, LabLog.line(LOG.host(), LOG.id(), other, text), line(text)));
    assertRefused(
        checkpoint(text, LabLog.line(LOG.host(), LOG.id(), other, text)),
        Code.CHECKPOINT,
        "not signed by log2.lab.test");
  }

  @Test
  void theLogsLineMustHaveItsNameAndHint() {
    String text = text();

    assertRefused(
        checkpoint(text, LabLog.line("other.test", LOG.id(), LOG.key(), text)),
        Code.CHECKPOINT,
        "not signed by log2.lab.test");
    assertRefused(
        checkpoint(
            text, LabLog.line(LOG.host(), Bytes.wrap(new byte[] {9, 9, 9, 9}), LOG.key(), text)),
        Code.CHECKPOINT,
        "not signed by log2.lab.test");
  }

  @Test
  void theOriginMustBeTheLogsHost() {
    String text = text().replaceFirst("log2.lab.test", "other.lab.test");

    assertRefused(checkpoint(text, line(text)), Code.CHECKPOINT, "origin is not that of");
  }

  @Test
  void checkpointLinesThatAreMissingAreNoticed() {
    for (int missing = 0; missing < 3; missing++) {
      List<String> lines = new ArrayList<>(text().lines().toList());
      lines.remove(missing);
      String text = String.join("\n", lines) + "\n";

      assertRefused(checkpoint(text, line(text)), Code.CHECKPOINT, "checkpoint");
    }
  }

  @Test
  void aLogThatWasNotTrustedAtTheProvenTimeIsRefused() {
    Instant time = SIGNER.time();
    LabSigstore.LabRoot root = SIGSTORE.trustedRoot();
    String end = "tlogs.1.publicKey.validFor.end";
    String start = "tlogs.1.publicKey.validFor.start";

    assertVerified(
        BUNDLE.candidate(), root.with(end, time.toString()).parse("lab", Thresholds.PUBLIC));
    assertRefused(
        BUNDLE.candidate(),
        Code.UNTRUSTED_LOG,
        "log log2.lab.test was not trusted then",
        root.with(end, time.minusSeconds(1).toString()).parse("lab", Thresholds.PUBLIC));
    assertRefused(
        BUNDLE.candidate(),
        Code.UNTRUSTED_LOG,
        "log log2.lab.test was not trusted then",
        root.with(start, time.plusSeconds(1).toString()).parse("lab", Thresholds.PUBLIC));
  }
}
