package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabLogEntry;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Forms of Rekor v2 entries that are right though they look odd (sigstore spec notes, 2.7). */
class RekorV2FormsTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final LabBundle BUNDLE = SIGNER.bundleV2(ENVELOPE);

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Test
  void aTreeOfOneLeafNeedsNoHashes() {
    LabLogEntry entry = BUNDLE.entry(0);
    Bytes root = HashFunction.SHA256.of(Bytes.wrap(new byte[1]), entry.bytes("canonicalizedBody"));
    LabLogEntry only =
        entry
            .with("logIndex", "0")
            .with("inclusionProof.logIndex", "0")
            .with("inclusionProof.treeSize", "1")
            .with("inclusionProof.rootHash", base64(root))
            .with("inclusionProof.hashes", List.of())
            .with("inclusionProof.checkpoint.envelope", SIGSTORE.rekor2().checkpoint(1, root));

    assertVerified(BUNDLE.withEntries(only).candidate());
    assertRefused(
        BUNDLE.withEntries(only.with("inclusionProof.hashes", List.of(base64(root)))).candidate(),
        Code.INCLUSION,
        "does not lead to its root hash");
  }

  @Test
  void anIntegratedTimeIsNoTime() {
    Verified fact =
        assertVerified(BUNDLE.with("tlogEntries.0.integratedTime", "1000000000").candidate());

    assertThat(fact.signedAt()).containsExactly(SIGNER.time());
  }

  @Test
  void aSignedEntryTimestampIsNotGivenByLogsOfThisKind() {
    String promise = SIGNER.bundle(ENVELOPE).entry(0).text("inclusionPromise.signedEntryTimestamp");

    assertRefused(
        BUNDLE.with("tlogEntries.0.inclusionPromise.signedEntryTimestamp", promise).candidate(),
        Code.ENTRY_TIMESTAMP,
        "which a log of its kind does not give");
  }

  @Test
  void aLogMaySignWithEcdsa() {
    LabLog log = new LabLog("log3.lab.test", LabKey.p256("log3"), true);
    SigstoreRoot root =
        SIGSTORE
            .trustedRoot()
            .with("tlogs", List.of(log.trusted()))
            .parse("lab", Thresholds.PUBLIC);
    LabLogEntry entry =
        log.enter(
            "hashedrekord", "0.0.2", BUNDLE.entry(0).bytes("canonicalizedBody"), SIGNER.time());

    assertVerified(BUNDLE.withEntries(entry).candidate(), root);
  }

  @Test
  void theBodyMustBeTheCanonicalOneByteForByte() {
    Bytes body = BUNDLE.entry(0).bytes("canonicalizedBody");
    Bytes spaced = Bytes.utf8(body.toUtf8().replace("{\"apiVersion\"", "{ \"apiVersion\""));
    LabLogEntry entry = SIGSTORE.rekor2().enter("hashedrekord", "0.0.2", spaced, SIGNER.time());

    assertRefused(
        BUNDLE.withEntries(entry).candidate(),
        Code.LOG_ENTRY_MISMATCH,
        "for another digest, signature or signer");
  }

  @Test
  void aMessageSignatureOverTheManifestIsLoggedByItsHash() {
    assertVerified(SIGNER.messageV2(SUBJECT).candidate());
  }
}
