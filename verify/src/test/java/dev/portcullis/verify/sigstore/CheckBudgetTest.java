package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every check of a signature is paid for before it is made. */
class CheckBudgetTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabBundle BUNDLE = SIGNER.bundle(SIGNER.envelope(statement()));
  private static final LabBundle BUNDLE_V2 = SIGNER.bundleV2(SIGNER.envelope(statement()));

  private static Failure failure(Bytes json, CheckBudget budget) {
    Trail trail = new Trail();
    UntrustedSignature signature = BundleClaim.read(json, SUBJECT, trail).orElseThrow();
    Bundle.Material.Certificate material = (Bundle.Material.Certificate) signature.material();
    boolean vouched =
        !KeylessVerification.verify(
                signature, material, List.of(SIGSTORE.root("lab")), budget, trail)
            .isEmpty();
    return trail.checks().getLast() instanceof Check.Failed failed && !vouched
        ? failed.failure()
        : Failure.of(Code.EXPIRED, "none");
  }

  /** Issuer, signature, signed entry timestamp, checkpoint or timestamp, SCT. */
  @Test
  void aRightBundleNeedsFiveChecksAndNoFewer() {
    for (LabBundle bundle : List.of(BUNDLE, BUNDLE_V2)) {
      for (int checks = 0; checks < 5; checks++) {
        Failure failure = failure(bundle.json(), CheckBudget.of(checks));
        assertThat(failure.code()).as("with %d checks", checks).isEqualTo(Code.LIMIT);
        assertThat(failure.sentence()).contains("too many checks of signatures");
      }
      assertThat(failure(bundle.json(), CheckBudget.of(5)).sentence()).isEqualTo("none");
    }
  }

  @Test
  void linesThatClaimToBeTheLogsArePaidForBeforeOneIsChecked() {
    LabLog log = SIGSTORE.rekor2();
    String right = BUNDLE_V2.entry(0).text("inclusionProof.checkpoint.envelope");
    String text = right.substring(0, right.indexOf("\n\n") + 1);
    String line = LabLog.line(log.host(), log.id(), LabKey.ed25519("thief"), text);
    Bytes json =
        BUNDLE_V2
            .with(
                "tlogEntries.0.inclusionProof.checkpoint.envelope",
                text + "\n" + line.repeat(Limits.CHECKPOINT_SIGNATURES))
            .json();

    assertThat(failure(json, CheckBudget.of(21)).code()).isEqualTo(Code.LIMIT);
    assertThat(failure(json, CheckBudget.of(22)).code()).isEqualTo(Code.CHECKPOINT);
  }

  @Test
  void aShareIsTakenFromTheWholeToo() {
    CheckBudget whole = CheckBudget.of(Limits.CANDIDATE_CHECKS + 10);
    CheckBudget first = whole.share(0);
    assertThat(first.take(Limits.CANDIDATE_CHECKS + 1)).isFalse();
    assertThat(first.take(Limits.CANDIDATE_CHECKS)).isTrue();
    assertThat(first.take(1)).isFalse();
    CheckBudget second = whole.share(0);
    assertThat(second.take(11)).isFalse();
    assertThat(second.take(10)).isTrue();
    assertThat(whole.take(1)).isFalse();
  }

  @Test
  void hashingOfManyBytesCountsForTheWholeAndNotAgainstTheCandidate() {
    int mebibytes = 16 * 1024 * 1024;
    CheckBudget whole = CheckBudget.of(1000);
    assertThat(whole.share(mebibytes).take(1 + CheckBudget.ofHashing(mebibytes))).isTrue();
    assertThat(whole.take(1000 - 256)).isFalse();
    assertThat(whole.take(1000 - 257)).isTrue();
  }
}
