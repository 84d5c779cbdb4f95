package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabLogEntry;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Signed entry timestamps, inclusion proofs and checkpoints of Rekor v1 (sigstore spec notes, 2.6).
 */
class RekorV1Test {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabBundle BUNDLE = SIGNER.bundle(SIGNER.envelope(statement()));
  private static final String ENTRY = "tlogEntries.0.";
  private static final String SET = ENTRY + "inclusionPromise.signedEntryTimestamp";
  private static final String CHECKPOINT = ENTRY + "inclusionProof.checkpoint.envelope";

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static LabBundle older(String version, LabBundle bundle) {
    return bundle.withMediaType("application/vnd.dev.sigstore.bundle+json;version=" + version);
  }

  @Test
  void aSignedEntryTimestampByAnotherKeyIsRefused() {
    Bytes forged =
        SIGSTORE
            .rekor()
            .promise(
                BUNDLE.entry(0).bytes("canonicalizedBody"),
                SIGNER.time(),
                1_000_006,
                LabKey.p256("thief"));

    assertRefused(
        BUNDLE.with(SET, base64(forged)).candidate(),
        Code.ENTRY_TIMESTAMP,
        "not signed by rekor.lab.test");
  }

  @Test
  void theSignedEntryTimestampCoversTimeAndIndex() {
    assertRefused(
        BUNDLE.with(ENTRY + "integratedTime", "1749283751").candidate(),
        Code.ENTRY_TIMESTAMP,
        "not signed");
    assertRefused(
        BUNDLE.with(ENTRY + "logIndex", "1000007").candidate(), Code.ENTRY_TIMESTAMP, "not signed");
  }

  @Test
  void cve202455655Cve202648816AnIntegratedTimeWithoutSignedEntryTimestampIsNoTime() {
    assertRefused(
        BUNDLE.without(ENTRY + "inclusionPromise").candidate(),
        Code.TIMESTAMP,
        "nothing proves the time of signing");
  }

  @Test
  void aTimestampMayTakeThePlaceOfTheSignedEntryTimestampButProvesNoIndex() {
    LabBundle bundle = BUNDLE.without(ENTRY + "inclusionPromise");
    Verified fact =
        assertVerified(
            bundle.withTimestamp(SIGNER.timestamp(bundle.signature()).response()).candidate());

    assertThat(fact.witnesses())
        .containsExactly(
            new LogWitness("lab", "rekor.lab.test", OptionalLong.empty(), Optional.empty()));
  }

  @Test
  void bundlesFrom02OnNeedAnInclusionProofWithACheckpoint() {
    String reason = "no inclusion proof with a checkpoint";
    for (String version : List.of("0.2", "0.3")) {
      LabBundle bundle = older(version, BUNDLE);
      assertVerified(bundle.candidate());
      assertRefused(bundle.without(ENTRY + "inclusionProof").candidate(), Code.INCLUSION, reason);
      assertRefused(
          bundle.without(ENTRY + "inclusionProof.checkpoint").candidate(), Code.INCLUSION, reason);
    }
  }

  @Test
  void bundlesOf01NeedASignedEntryTimestampAndNoProof() {
    LabBundle bundle = older("0.1", BUNDLE);

    assertVerified(bundle.candidate());
    assertVerified(bundle.without(ENTRY + "inclusionProof").candidate());
    assertRefused(
        bundle.without(ENTRY + "inclusionPromise").candidate(),
        Code.ENTRY_TIMESTAMP,
        "no signed entry timestamp");
  }

  @Test
  void whatABundleOf01CarriesBeyondItsNeedsMustBeRight() {
    LabBundle bundle = older("0.1", BUNDLE);

    assertRefused(
        bundle
            .with(ENTRY + "inclusionProof.rootHash", base64(Bytes.wrap(new byte[32])))
            .candidate(),
        Code.INCLUSION,
        "does not lead to its root");
    assertRefused(
        bundle.with(CHECKPOINT, "nonsense").candidate(), Code.CHECKPOINT, "no signatures");
    assertVerified(bundle.without(ENTRY + "inclusionProof.checkpoint").candidate());
  }

  @Test
  void aWrongInclusionProofIsRefused() {
    String reason = "does not lead to its root";
    String zeros = base64(Bytes.wrap(new byte[32]));

    assertRefused(
        BUNDLE.with(ENTRY + "inclusionProof.hashes.1", zeros).candidate(), Code.INCLUSION, reason);
    assertRefused(
        BUNDLE.without(ENTRY + "inclusionProof.hashes.0").candidate(), Code.INCLUSION, reason);
    assertRefused(
        BUNDLE.with(ENTRY + "inclusionProof.logIndex", "5").candidate(), Code.INCLUSION, reason);
    assertRefused(
        BUNDLE.with(ENTRY + "inclusionProof.logIndex", "11").candidate(), Code.INCLUSION, reason);
    assertRefused(
        BUNDLE.with(ENTRY + "inclusionProof.treeSize", "6").candidate(), Code.INCLUSION, reason);
    assertRefused(
        BUNDLE.with(ENTRY + "inclusionProof.rootHash", zeros).candidate(), Code.INCLUSION, reason);
  }

  @Test
  void cve202454140TheCheckpointsSignatureIsVerified() {
    String text = noteText(BUNDLE);
    String forged =
        text + "\n" + LabLog.line("rekor.lab.test", SIGSTORE.rekor().id(), LabKey.p256("x"), text);

    assertRefused(
        BUNDLE.with(CHECKPOINT, forged).candidate(),
        Code.CHECKPOINT,
        "not signed by rekor.lab.test");
  }

  private static String noteText(LabBundle bundle) {
    String note = bundle.entry(0).text("inclusionProof.checkpoint.envelope");
    return note.substring(0, note.indexOf("\n\n") + 1);
  }

  @Test
  void aCheckpointOfAnotherTrustedLogIsRefused() {
    String text = noteText(BUNDLE);
    LabLog second = new LabLog("second.lab.test", LabKey.p256("second"), false);
    SigstoreRoot both =
        SIGSTORE
            .trustedRoot()
            .with("tlogs", List.of(SIGSTORE.rekor().trusted(), second.trusted()))
            .parse("lab", Thresholds.PUBLIC);

    assertRefused(
        BUNDLE
            .with(
                CHECKPOINT,
                text + "\n" + LabLog.line("second.lab.test", second.id(), second.key(), text))
            .candidate(),
        Code.CHECKPOINT,
        "not signed by rekor.lab.test",
        both);
  }

  @Test
  void aCheckpointOfAnotherTreeIsRefused() {
    Bytes root = BUNDLE.entry(0).bytes("inclusionProof.rootHash");

    assertRefused(
        BUNDLE
            .with(CHECKPOINT, SIGSTORE.rekor().checkpoint(11, Bytes.wrap(new byte[32])))
            .candidate(),
        Code.CHECKPOINT,
        "of another tree");
    assertRefused(
        BUNDLE.with(CHECKPOINT, SIGSTORE.rekor().checkpoint(12, root)).candidate(),
        Code.CHECKPOINT,
        "of another tree");
  }

  @Test
  void aCheckpointWithoutATreeIdIsNotOfRekorV1() {
    String text = noteText(BUNDLE).replaceFirst(" - [0-9]+\n", "\n");

    assertRefused(
        BUNDLE
            .with(
                CHECKPOINT,
                text
                    + "\n"
                    + LabLog.line(
                        "rekor.lab.test", SIGSTORE.rekor().id(), SIGSTORE.rekor().key(), text))
            .candidate(),
        Code.CHECKPOINT,
        "origin is not that of");
  }

  @Test
  void anEntryOfAnUnknownLogProvesNothing() {
    LabSigstore other = LabSigstore.named("other");
    SigstoreRoot otherLogs =
        SIGSTORE
            .trustedRoot()
            .with("tlogs", List.of(other.rekor().trusted()))
            .parse("lab", Thresholds.PUBLIC);

    assertRefused(
        BUNDLE.candidate(), Code.UNTRUSTED_LOG, "too few transparency logs of root lab", otherLogs);
    assertRefused(
        BUNDLE.with("tlogEntries", List.of()).candidate(),
        Code.UNTRUSTED_LOG,
        "hold the signature, expected 1, found 0");
  }

  @Test
  void anEntryOfAnUnknownLogBesideAGoodOneIsPassedOver() {
    LabLog stranger = new LabLog("stranger.test", LabKey.p256("stranger"), false);
    assertVerified(
        BUNDLE
            .withEntries(
                stranger.enter("dsse", "0.0.1", Bytes.utf8("{}"), SIGNER.time()), BUNDLE.entry(0))
            .candidate());
  }

  @Test
  void aWrongEntryOfAKnownLogBesideAGoodOneIsRefused() {
    assertRefused(
        BUNDLE
            .withEntries(
                BUNDLE.entry(0),
                SIGNER.enter("dsse", "0.0.1", Bytes.utf8("{}")).with("logIndex", "1000009"))
            .candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "cannot be read");
  }

  @Test
  void bothEndsOfTheLogsValidityAreInside() {
    Instant time = SIGNER.time();

    assertVerified(BUNDLE.candidate(), validity(time, time));
    assertRefused(
        BUNDLE.candidate(),
        Code.UNTRUSTED_LOG,
        "log rekor.lab.test was not trusted then",
        validity(time.plusSeconds(1), time.plusSeconds(2)));
    assertRefused(
        BUNDLE.candidate(),
        Code.UNTRUSTED_LOG,
        "log rekor.lab.test was not trusted then",
        validity(time.minusSeconds(2), time.minusSeconds(1)));
  }

  private static SigstoreRoot validity(Instant start, Instant end) {
    return SIGSTORE
        .trustedRoot()
        .with("tlogs.0.publicKey.validFor.start", start.toString())
        .with("tlogs.0.publicKey.validFor.end", end.toString())
        .parse("lab", Thresholds.PUBLIC);
  }

  @Test
  void ghsa9vcrEntriesOfOneLogAreOneParty() {
    LabLog second = new LabLog("second.lab.test", LabKey.p256("second"), false);
    SigstoreRoot demanding =
        SIGSTORE
            .trustedRoot()
            .with("tlogs", List.of(SIGSTORE.rekor().trusted(), second.trusted()))
            .parse("lab", new Thresholds(2, 1, 0));
    Bytes body = BUNDLE.entry(0).bytes("canonicalizedBody");

    assertRefused(
        BUNDLE.withEntries(BUNDLE.entry(0), again(body)).candidate(),
        Code.UNTRUSTED_LOG,
        "expected 2, found 1",
        demanding);
    assertVerified(
        BUNDLE
            .withEntries(BUNDLE.entry(0), second.enter("dsse", "0.0.1", body, SIGNER.time()))
            .candidate(),
        demanding);
  }

  private static LabLogEntry again(Bytes body) {
    return SIGNER
        .enter("dsse", "0.0.1", body)
        .with("logIndex", "1000007")
        .with(
            "inclusionPromise.signedEntryTimestamp",
            base64(
                SIGSTORE.rekor().promise(body, SIGNER.time(), 1_000_007, SIGSTORE.rekor().key())));
  }

  @Test
  void cve202236056ALayersSignedEntryTimestampIsVerified() {
    LabSignature layer = SIGNER.layer(IMAGE.digest());
    String annotation = layer.annotation("dev.sigstore.cosign/bundle");

    assertRefused(
        layer
            .withAnnotation("dev.sigstore.cosign/bundle", annotation.replace("1000006", "1000007"))
            .candidate(),
        Code.ENTRY_TIMESTAMP,
        "not signed by rekor.lab.test");
  }
}
