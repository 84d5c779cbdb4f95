package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static dev.portcullis.verify.sigstore.KeylessCase.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabSigstore.LabRoot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every root is a domain of its own (sigstore spec notes, 1.6). */
class TrustDomainsTest {
  private static final LabSigstore OTHER = LabSigstore.named("other");

  /** As GitHub's own instance is: no logs at all, only timestamps. */
  private static final SigstoreRoot PRIVATE =
      OTHER
          .trustedRoot()
          .with("tlogs", List.of())
          .with("ctlogs", List.of())
          .parse("private", Thresholds.TIMESTAMP_ONLY);

  private static Candidate privately(LabSigstore instance) {
    LabKeyless signer = instance.identity().withoutSct().signer(LabSigstore.TIME);
    LabEnvelope envelope = signer.envelope(statement());
    return signer
        .bundle(envelope)
        .with("tlogEntries", List.of())
        .withTimestamp(signer.timestamp(signer.signature(envelope)).response())
        .candidate();
  }

  private static String root(Verified fact) {
    return fact.voucher() instanceof Voucher.Keyless keyless ? keyless.root() : "none";
  }

  @Test
  void theVoucherNamesTheRoot() {
    assertThat(root(assertVerified(privately(OTHER), KeylessCase.ROOT, PRIVATE)))
        .isEqualTo("private");
    assertThat(
            root(
                assertVerified(
                    SIGSTORE.signer().sign(IMAGE.digest()).candidate(), KeylessCase.ROOT, PRIVATE)))
        .isEqualTo("lab");
  }

  @Test
  void thresholdsOfOneRootNeverApplyToAnother() {
    assertRefused(
        privately(SIGSTORE),
        Code.UNTRUSTED_LOG,
        "too few transparency logs of root lab",
        KeylessCase.ROOT,
        PRIVATE);
  }

  @Test
  void logsAndTimestampsOfOneRootProveNothingInAnother() {
    SigstoreRoot otherRoot = OTHER.root("other");
    LabKeyless signer = SIGSTORE.signer();
    LabEnvelope envelope = signer.envelope(statement());
    LabKeyless mixed = new LabKeyless(OTHER, signer.holder(), signer.time());

    assertRefused(
        mixed.bundle(envelope).candidate(),
        Code.UNTRUSTED_LOG,
        "too few transparency logs of root lab",
        KeylessCase.ROOT,
        otherRoot);
    assertRefused(
        signer
            .bundleV2(envelope)
            .without("timestampVerificationData")
            .withTimestamp(mixed.timestamp(signer.signature(envelope)).response())
            .candidate(),
        Code.TIMESTAMP,
        "by no authority of root lab",
        KeylessCase.ROOT,
        otherRoot);
  }

  @Test
  void aCertificateThatTwoRootsTrustIsVouchedForByEach() {
    LabRoot json = SIGSTORE.trustedRoot();
    SigstoreRoot twin = json.parse("twin", Thresholds.PUBLIC);
    SigstoreRoot strict = json.parse("strict", new Thresholds(1, 1, 1));
    Candidate candidate = SIGSTORE.signer().sign(IMAGE.digest()).candidate();

    assertThat(verify(candidate, KeylessCase.ROOT, twin, strict).verified())
        .extracting(TrustDomainsTest::root)
        .containsExactlyInAnyOrder("lab", "twin");
  }

  @Test
  void theFindingOfACandidateThatOneRootAcceptsHasPassed() {
    SigstoreRoot strict = SIGSTORE.trustedRoot().parse("strict", new Thresholds(1, 1, 1));
    Candidate candidate = SIGSTORE.signer().sign(IMAGE.digest()).candidate();

    assertThat(verify(candidate, strict, KeylessCase.ROOT).findings().getFirst().failure())
        .isEmpty();
  }
}
