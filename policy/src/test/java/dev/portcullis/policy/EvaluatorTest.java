package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Findings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final Signer RELEASE =
      new Signer.Keys("release", List.of(Scene.key("2026.pub"), Scene.key("2027.pub")));
  private static final Signer SECURITY = Scene.signer("security");
  private static final Rule ENFORCE = Scene.rule(Mode.ENFORCE, Scene.by(RELEASE));

  @Test
  void signedImageIsAdmittedWithAPermitForExactlyItself() {
    Decision.Admit admit = admit(new Scene().signed("2026.pub").decide(ENFORCE));
    assertThat(admit.permit().digest()).isEqualTo(Scene.IMAGE.digest());
    assertThat(admit.permit().repository()).isEqualTo(Scene.REPOSITORY);
    assertThat(admit.permit().rule()).isEqualTo("production");
    assertThat(admit.basis()).isEqualTo(Decision.Basis.VERIFIED);
    assertThat(admit.signers()).containsExactly("release");
    assertThat(admit.validUntil()).isEmpty();
    assertThat(admit.explanation().summary()).isEqualTo("signed by release");
  }

  @Test
  void unsignedImageIsRefusedInOneLine() {
    Decision.Refuse refuse = refuse(new Scene().decide(ENFORCE));
    assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.UNVERIFIED);
    assertThat(refuse.explanation().summary())
        .isEqualTo("requires signature by release (any of 2 keys); no signature was found");
  }

  @Test
  void refusalCountsWhatWasFoundInstead() {
    Scene scene =
        new Scene()
            .failed(Failure.of(Failure.Code.SIGNATURE, "does not verify"))
            .failed(Failure.of(Failure.Code.UNKNOWN_KEY, "no signer has this key"))
            .failed(
                Failure.of(
                    Failure.Code.SUBJECT_MISMATCH,
                    "is about other content",
                    Scene.IMAGE.digest().toString(),
                    Scene.OTHER.toString()));
    Decision.Refuse refuse = refuse(scene.decide(ENFORCE));
    assertThat(refuse.explanation().summary())
        .isEqualTo(
            "requires signature by release (any of 2 keys); found 3 signatures: 1 for another"
                + " digest ("
                + Scene.OTHER.shortened()
                + "), 1 by a key that no signer names, 1 invalid");
  }

  @Test
  void emptyRequirementAdmitsNothing() {
    Rule empty = Scene.rule(Mode.ENFORCE, new Requirement.All(List.of()));
    assertThat(refuse(new Scene().signed("2026.pub").decide(empty)).refusal())
        .isEqualTo(Decision.Refusal.UNVERIFIED);
    Requirement nested =
        new Requirement.AtLeast(
            1, List.of(new Requirement.All(List.of()), new Requirement.All(List.of())));
    assertThat(new Scene().signed("2026.pub").decide(Scene.rule(Mode.ENFORCE, nested)))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void factAboutAnotherImageCountsForNothing() {
    Decision.Refuse refuse = refuse(new Scene().signed("2026.pub", Scene.OTHER).decide(ENFORCE));
    assertThat(refuse.explanation().summary())
        .endsWith("found 1 signature: about another digest (" + Scene.OTHER.shortened() + ")");
  }

  @Test
  void factAboutTheSameBytesByTheOtherAlgorithmCounts() {
    Digest sha512 = Digest.of(Digest.Algorithm.SHA512, Scene.IMAGE.content());
    assertThat(new Scene().signed("2026.pub", sha512).decide(ENFORCE))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void silentSourceMakesARefusalUndecidedOnlyIfItCouldHaveHelped() {
    Decision undecided = new Scene().silent("referrers API of registry.acme.io").decide(ENFORCE);
    assertThat(undecided).isInstanceOf(Decision.Undecided.class);
    assertThat(undecided.explanation().summary())
        .isEqualTo(
            "cannot be told: requires signature by release (any of 2 keys); no signature was"
                + " found; referrers API of registry.acme.io could not be asked (timed out)");
    DenyList denied = DenyList.of(Map.of(), Map.of("release", ""), Map.of());
    assertThat(new Scene().silent("referrers API").decide(ENFORCE, denied))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(new Scene().signed("2027.pub").silent("referrers API").decide(ENFORCE))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void deniedDigestIsRefusedUnderEveryRuleAndAlgorithm() {
    Digest sha512 = Digest.of(Digest.Algorithm.SHA512, Scene.IMAGE.content());
    for (Digest digest : List.of(Scene.IMAGE.digest(), sha512)) {
      DenyList denied = DenyList.of(Map.of(digest, "INC-4711"), Map.of(), Map.of());
      for (Mode mode : Mode.values()) {
        Rule rule = Scene.rule(mode, Scene.by(RELEASE));
        Decision.Refuse refuse = refuse(new Scene().signed("2026.pub").decide(rule, denied));
        assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED);
        assertThat(refuse.explanation().summary())
            .isEqualTo(Scene.IMAGE.digest().shortened() + " is revoked (INC-4711)");
      }
      Rule open = new Rule("open", List.of(), Mode.ENFORCE, Optional.empty());
      assertThat(new Scene().decide(open, denied)).isInstanceOf(Decision.Refuse.class);
      assertThat(new Scene().decide(open)).isInstanceOf(Decision.Admit.class);
    }
  }

  @Test
  void deniedKeyDoesNotCountAndIsNamedAsTheReason() {
    DenyList denied =
        DenyList.of(Map.of(), Map.of(), Map.of(Scene.fingerprint("2026.pub"), "lost laptop"));
    for (Mode mode : Mode.values()) {
      Rule rule = Scene.rule(mode, Scene.by(RELEASE));
      Decision.Refuse refuse = refuse(new Scene().signed("2026.pub").decide(rule, denied));
      assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED);
      assertThat(refuse.explanation().summary())
          .endsWith("found 1 signature: by release with 2026.pub, which is revoked (lost laptop)");
    }
    assertThat(new Scene().signed("2026.pub").signed("2027.pub").decide(ENFORCE, denied))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void decisionDoesNotDependOnTheOrderOfFindings() {
    Rule both =
        Scene.rule(
            Mode.ENFORCE, new Requirement.All(List.of(Scene.by(RELEASE), Scene.by(SECURITY))));
    Scene scene =
        new Scene()
            .signed("2026.pub")
            .failed(Failure.of(Failure.Code.SIGNATURE, "does not verify"))
            .failed(Failure.of(Failure.Code.MALFORMED, "is not JSON"))
            .signed("2027.pub", Scene.OTHER)
            .silent("b")
            .silent("a");
    Findings found = scene.findings();
    Findings reversed =
        new Findings(
            found.verified().reversed(),
            found.findings().reversed(),
            found.unavailable().reversed());
    assertThat(Evaluator.decide(both, DenyList.empty(), Scene.IMAGE, reversed, Scene.NOW))
        .isEqualTo(scene.decide(both));
  }

  static Decision.Admit admit(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Admit.class);
    return (Decision.Admit) decision;
  }

  static Decision.Refuse refuse(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    return (Decision.Refuse) decision;
  }
}
