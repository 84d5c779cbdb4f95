package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
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
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabSigstore.LabRoot;
import dev.portcullis.verify.lab.LabTimestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A threshold counts parties: operators where they are named, else logs and authorities (sigstore
 * spec notes, 2.6 and 2.8; GHSA-9vcr-p3rj-q5q6).
 */
class PartiesTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final LabLog SECOND = new LabLog("second.lab.test", LabKey.p256("second"), false);

  private static LabRoot operated(LabRoot root, String list, String first, String second) {
    return root.with(list + ".0.operator", first).with(list + ".1.operator", second);
  }

  private static Candidate inBothLogs() {
    LabBundle bundle = SIGNER.bundle(ENVELOPE);
    Bytes body = bundle.entry(0).bytes("canonicalizedBody");
    return bundle
        .withEntries(bundle.entry(0), SECOND.enter("dsse", "0.0.1", body, SIGNER.time()))
        .candidate();
  }

  @Test
  void twoLogsOfOneOperatorAreOneParty() {
    LabRoot root =
        SIGSTORE.trustedRoot().with("tlogs", List.of(SIGSTORE.rekor().trusted(), SECOND.trusted()));
    Thresholds two = new Thresholds(2, 1, 0);

    assertVerified(inBothLogs(), operated(root, "tlogs", "a", "b").parse("lab", two));
    assertRefused(
        inBothLogs(),
        Code.UNTRUSTED_LOG,
        "expected 2, found 1",
        operated(root, "tlogs", "a", "a").parse("lab", two));
  }

  @Test
  void twoCertificateLogsOfOneOperatorAreOneParty() {
    LabLog other = new LabLog("ct2.lab.test", LabKey.p256("ct2"), false);
    LabRoot root =
        SIGSTORE.trustedRoot().with("ctlogs", List.of(SIGSTORE.ctLog().trusted(), other.trusted()));
    Thresholds two = new Thresholds(1, 2, 0);
    LabKeyless signer =
        SIGSTORE.identity().sctFirst(SIGSTORE.identity().sctBy(other).sct()).signer(SIGNER.time());
    Candidate candidate = signer.bundle(signer.envelope(statement())).candidate();

    assertVerified(candidate, operated(root, "ctlogs", "a", "b").parse("lab", two));
    assertRefused(
        candidate,
        Code.SCT,
        "expected SCTs of 2, found 1",
        operated(root, "ctlogs", "a", "a").parse("lab", two));
  }

  @Test
  void twoTimestampAuthoritiesOfOneOperatorAreOneParty() {
    LabSigstore other = LabSigstore.named("other");
    LabRoot root =
        SIGSTORE
            .trustedRoot()
            .with(
                "timestampAuthorities",
                List.of(
                    authority(SIGSTORE.tsa(), SIGSTORE.tsaRoot()),
                    authority(other.tsa(), other.tsaRoot())));
    Thresholds two = new Thresholds(1, 1, 2);
    Candidate candidate =
        SIGNER
            .bundleV2(ENVELOPE)
            .withTimestamp(
                LabTimestamp.of(other.tsa(), SIGNER.signature(ENVELOPE), SIGNER.time()).response())
            .candidate();

    assertVerified(candidate, operated(root, "timestampAuthorities", "a", "b").parse("lab", two));
    assertRefused(
        candidate,
        Code.TIMESTAMP,
        "expected 2, found 1",
        operated(root, "timestampAuthorities", "a", "a").parse("lab", two));
  }

  private static Object authority(LabHolder signer, LabHolder root) {
    return LabSigstore.authority("https://tsa.test", signer, root);
  }
}
