package dev.portcullis.proxy.keyless;

import static dev.portcullis.proxy.keyless.BrokenArtefact.IMAGE;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabLogEntry;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import java.util.Base64;
import java.util.List;

/** What can be wrong with a log's entry and its proofs (sigstore spec notes, 2.6 and 2.7). */
final class BrokenLogs {
  private static final LabSigstore SIGSTORE = KeylessGate.SIGSTORE;
  private static final LabSigstore STRANGER = LabSigstore.named("stranger");
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabKeyless OTHER_SIGNER =
      SIGSTORE.identity(LabKey.p256("other signer")).signer(SIGNER.time());
  private static final LabEnvelope ENVELOPE =
      SIGNER.envelope(LabStatement.cosignSign(IMAGE.digest()));
  private static final LabEnvelope OTHER =
      SIGNER.envelope(LabStatement.cosignSign(LabArtifact.image("other").digest()));
  private static final LabBundle BUNDLE = SIGNER.bundle(ENVELOPE);
  private static final LabBundle SECOND = SIGNER.bundleV2(ENVELOPE);
  private static final LabSignature LAYER = SIGNER.layer(IMAGE.digest());
  private static final String LOG_BUNDLE = "dev.sigstore.cosign/bundle";
  private static final String ENTRY = "tlogEntries.0.";
  private static final String PROOF = ENTRY + "inclusionProof.";
  private static final String CHECKPOINT = PROOF + "checkpoint.envelope";
  private static final String PROMISE = ENTRY + "inclusionPromise.signedEntryTimestamp";
  private static final String ZEROS = base64(Bytes.wrap(new byte[32]));

  private BrokenLogs() {}

  /** Of logs of the first generation. */
  static List<BrokenArtefact> first() {
    LabLogEntry entry = BUNDLE.entry(0);
    String text = noteText(BUNDLE);
    LabLog rekor = SIGSTORE.rekor();
    return List.of(
        of(
            "CVE-2022-23649 entry of another payload",
            SIGNER.bundle(ENVELOPE, SIGNER.dsseEntry(OTHER)),
            Code.LOG_ENTRY_MISMATCH,
            "for another payload"),
        of(
            "CVE-2026-22703 entry of another signature",
            bodied(LabLogBody.dsse(ENVELOPE, SIGNER.signature(OTHER), SIGNER.holder().pem())),
            Code.LOG_ENTRY_MISMATCH,
            "for another signature"),
        of(
            "CVE-2026-22703 entry of another certificate",
            bodied(
                LabLogBody.dsse(ENVELOPE, SIGNER.signature(ENVELOPE), OTHER_SIGNER.holder().pem())),
            Code.LOG_ENTRY_MISMATCH,
            "for another signer"),
        of(
            "CVE-2026-24117 entry of nothing",
            bodied(Bytes.utf8("{}")),
            Code.LOG_ENTRY_MISMATCH,
            ""),
        of(
            "promise that another key has signed",
            BUNDLE.with(PROMISE, base64(LabKey.p256("thief").sign(Bytes.utf8("promise")))),
            Code.ENTRY_TIMESTAMP,
            "not signed by rekor."),
        of(
            "CVE-2024-55655 integrated time without a promise",
            BUNDLE.without(ENTRY + "inclusionPromise"),
            Code.TIMESTAMP,
            "nothing proves the time of signing"),
        of(
            "CVE-2026-48816 integrated time that the promise does not cover",
            BUNDLE.with(ENTRY + "integratedTime", "1749283751"),
            Code.ENTRY_TIMESTAMP,
            "not signed by rekor."),
        of(
            "global index that the promise does not cover",
            BUNDLE.with(ENTRY + "logIndex", "1000007"),
            Code.ENTRY_TIMESTAMP,
            "not signed by rekor."),
        of(
            "no inclusion proof",
            BUNDLE.without(ENTRY + "inclusionProof"),
            Code.INCLUSION,
            "no inclusion proof with a checkpoint"),
        of(
            "hash of the proof altered",
            BUNDLE.with(PROOF + "hashes.1", ZEROS),
            Code.INCLUSION,
            "does not lead to its root hash"),
        of(
            "index of the proof altered",
            BUNDLE.with(PROOF + "logIndex", "5"),
            Code.INCLUSION,
            "does not lead to its root hash"),
        of(
            "index beyond the tree",
            BUNDLE.with(PROOF + "logIndex", "11"),
            Code.INCLUSION,
            "does not lead to its root hash"),
        of(
            "checkpoint of another tree",
            BUNDLE.with(CHECKPOINT, rekor.checkpoint(11, Bytes.wrap(new byte[32]))),
            Code.CHECKPOINT,
            "of another tree"),
        of(
            "CVE-2024-54140 checkpoint that another key has signed",
            BUNDLE.with(
                CHECKPOINT,
                text + "\n" + LabLog.line(rekor.host(), rekor.id(), LabKey.p256("thief"), text)),
            Code.CHECKPOINT,
            "not signed by rekor."),
        of(
            "no entry",
            BUNDLE.with("tlogEntries", List.of()),
            Code.UNTRUSTED_LOG,
            "expected 1, found 0"),
        of(
            "CVE-2023-47122 entry of an unknown log",
            SIGNER.bundle(
                ENVELOPE,
                STRANGER
                    .rekor()
                    .enter("dsse", "0.0.1", entry.bytes("canonicalizedBody"), SIGNER.time())),
            Code.UNTRUSTED_LOG,
            "expected 1, found 0"),
        of(
            "CVE-2024-45395 the same entry twice",
            BUNDLE.withEntries(entry, entry),
            Code.MALFORMED,
            "same log and index"),
        of(
            "wrong entry beside the right one",
            BUNDLE.withEntries(entry, SIGNER.dsseEntry(OTHER).with("logIndex", "1000009")),
            Code.LOG_ENTRY_MISMATCH,
            "for another payload"),
        layer(
            "CVE-2022-23649 layer with the promise of another payload",
            SIGNER.layer(LabArtifact.image("other").digest()).annotation(LOG_BUNDLE),
            Code.LOG_ENTRY_MISMATCH,
            "for another digest"),
        layer(
            "CVE-2022-36056 layer with the promise of another signer",
            OTHER_SIGNER
                .hashedRekordEntry("hashedrekord", LAYER.payload(), LAYER.signature())
                .annotation(),
            Code.LOG_ENTRY_MISMATCH,
            "for another signer"),
        BrokenArtefact.of(
            "layer without a promise",
            LAYER.withoutAnnotation(LOG_BUNDLE),
            Code.UNTRUSTED_LOG,
            "expected 1, found 0"));
  }

  /** Of logs of the second generation. */
  static List<BrokenArtefact> second() {
    LabLog log = SIGSTORE.rekor2();
    String text = noteText(SECOND);
    return List.of(
        of(
            "second: CVE-2024-53267 entry of another envelope",
            SECOND.withEntries(SIGNER.bundleV2(OTHER).entry(0)),
            Code.LOG_ENTRY_MISMATCH,
            "for another digest, signature or signer"),
        of(
            "second: no inclusion proof",
            SECOND.without(ENTRY + "inclusionProof"),
            Code.INCLUSION,
            "no inclusion proof"),
        of(
            "second: no checkpoint",
            SECOND.without(PROOF + "checkpoint"),
            Code.CHECKPOINT,
            "no checkpoint"),
        of(
            "second: index that is not the proof's",
            SECOND.with(ENTRY + "logIndex", "7"),
            Code.INCLUSION,
            "index is not that of its inclusion proof"),
        of(
            "second: checkpoint of another origin",
            SECOND.with(CHECKPOINT, noted("log3.test" + text.substring(text.indexOf('\n')))),
            Code.CHECKPOINT,
            "origin is not that of"),
        of(
            "second: checkpoint signed under another name",
            SECOND.with(
                CHECKPOINT, text + "\n" + LabLog.line("other.test", log.id(), log.key(), text)),
            Code.CHECKPOINT,
            "not signed by log2."),
        of(
            "second: checkpoint that another key has signed",
            SECOND.with(
                CHECKPOINT,
                text + "\n" + LabLog.line(log.host(), log.id(), LabKey.ed25519("thief"), text)),
            Code.CHECKPOINT,
            "not signed by log2."),
        of(
            "second: no timestamp",
            SECOND.without("timestampVerificationData"),
            Code.TIMESTAMP,
            "nothing proves the time of signing"),
        of(
            "second: integrated time in place of a timestamp",
            SECOND
                .without("timestampVerificationData")
                .with(ENTRY + "integratedTime", "1749283750"),
            Code.TIMESTAMP,
            "nothing proves the time of signing"));
  }

  private static BrokenArtefact of(String name, LabBundle bundle, Code code, String words) {
    return BrokenArtefact.of(name, bundle, code, words);
  }

  private static BrokenArtefact layer(String name, String promise, Code code, String words) {
    return BrokenArtefact.of(name, LAYER.withAnnotation(LOG_BUNDLE, promise), code, words);
  }

  private static LabBundle bodied(Bytes body) {
    return SIGNER.bundle(ENVELOPE, SIGNER.enter("dsse", "0.0.1", body));
  }

  private static String noteText(LabBundle bundle) {
    String note = bundle.entry(0).text("inclusionProof.checkpoint.envelope");
    return note.substring(0, note.indexOf("\n\n") + 1);
  }

  /** A note by the log of the second generation. */
  private static String noted(String text) {
    LabLog log = SIGSTORE.rekor2();
    return text + "\n" + LabLog.line(log.host(), log.id(), log.key(), text);
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
