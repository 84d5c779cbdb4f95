package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Supposed;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is only supposed is decided as what is verified, and grants nothing. */
class RehearsalTest {
  private static final Rule RULE = Scene.rule(Mode.ENFORCE, Scene.by(Scene.signer("release")));
  private static final Subject SUPPOSED =
      new Subject(Scene.REPOSITORY, Optional.empty(), Scene.OTHER, Scene.IMAGE.manifest(), true);

  @Test
  void supposedSignatureDecidesAsAVerifiedOneDoes() {
    Findings findings = findings(SUPPOSED, new Voucher.Key(Scene.fingerprint("release.pub")));

    Rehearsal made = Rehearsal.of(RULE, DenyList.empty(), SUPPOSED, findings, Scene.NOW);

    assertThat(made.verdict()).isEqualTo(Rehearsal.Verdict.ADMIT);
    assertThat(made.basis()).isEqualTo("verified");
    assertThat(made.signers()).containsExactly("release");
    assertThat(made.explanation()).isEqualTo(verified().explanation());
  }

  @Test
  void noPermitComesOfASupposedSignature() {
    Findings findings = findings(Scene.IMAGE, new Voucher.Key(Scene.fingerprint("release.pub")));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Evaluator.decide(RULE, DenyList.empty(), Scene.IMAGE, findings, Scene.NOW))
        .withMessage("no permit comes of a supposition");
  }

  @Test
  void noPermitComesOfASupposedImage() {
    Rule open = new Rule("open", RULE.images(), Mode.ENFORCE, Optional.empty());
    Findings none = new Findings(List.of(), List.of(), List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluator.decide(open, DenyList.empty(), SUPPOSED, none, Scene.NOW));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Verifier.verify(
                    SUPPOSED, Evidence.none(), TrustMaterial.ofKeys(List.of()), Scene.NOW));
  }

  @Test
  void whoeverIsTheSignerCountsForThatSignerOnly() {
    Findings findings = findings(SUPPOSED, new Voucher.Supposed("ci"));

    assertThat(Rehearsal.of(RULE, DenyList.empty(), SUPPOSED, findings, Scene.NOW).explanation())
        .extracting(Explanation::summary)
        .isEqualTo(
            "requires signature by release; found 1 signature: by another signer (whoever is ci)");
  }

  private static Decision verified() {
    return new Scene().signed("release.pub").decide(RULE);
  }

  private static Findings findings(Subject subject, Voucher voucher) {
    Verified fact =
        Supposed.signature(
            new Origin(
                Origin.Source.LEGACY_TAG, Optional.of(Digest.sha256(Bytes.utf8("signatures"))), 0),
            subject.digest(),
            voucher,
            List.of(),
            List.of(),
            Map.of(),
            Optional.empty());
    return new Findings(List.of(fact), List.of(), List.of());
  }
}
