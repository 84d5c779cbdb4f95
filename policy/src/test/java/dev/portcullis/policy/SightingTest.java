package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What met its rule a short time ago, while evidence cannot be had. */
class SightingTest {
  private static final Duration DAY = Duration.ofHours(24);
  private static final String SOURCE = "referrers API";
  private static final String KEY = Scene.fingerprint("a.pub");
  private static final String CERTIFICATE = "c".repeat(64);
  private static final Scene SILENT = new Scene().silent(SOURCE);
  private static final Rule RULE = rule(Terms.USUAL.admittingIfSeen(DAY), Scene.signer("a"));

  @Test
  void whatWasSeenWithinTheTimeIsAdmittedAndSaysWhen() {
    Decision decision = decide(RULE, SILENT, seen(Scene.NOW.minus(Duration.ofHours(3))));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> {
              assertThat(admit.basis()).isEqualTo(Decision.Basis.SEEN);
              assertThat(admit.signers()).containsExactly("a");
              assertThat(admit.validUntil()).contains(Scene.NOW.plus(Duration.ofHours(21)));
            });
    assertThat(decision.explanation().summary())
        .isEqualTo(
            "cannot be told now, but met the rule at 2026-11-01T09:00:00Z (decision d-1); now:"
                + " requires signature by a; no signature was found; referrers API could not be"
                + " asked (timed out)");
  }

  @Test
  void timeIsExactAtBothEnds() {
    assertThat(decide(RULE, SILENT, seen(Scene.NOW.minus(DAY)))).isInstanceOf(Decision.Admit.class);
    assertThat(decide(RULE, SILENT, seen(Scene.NOW))).isInstanceOf(Decision.Admit.class);
    undecided(decide(RULE, SILENT, seen(Scene.NOW.minus(DAY).minusNanos(1))));
    undecided(decide(RULE, SILENT, seen(Scene.NOW.plusNanos(1))));
  }

  @Test
  void whatHasComeToItsOwnEndIsUndecidedThoughItWasSeen() {
    Instant at = Scene.NOW.minusSeconds(60);
    assertThat(decide(RULE, SILENT, seen(at, Scene.NOW)).validUntil()).contains(Scene.NOW);
    undecided(decide(RULE, SILENT, seen(at, Scene.NOW.minusNanos(1))));
  }

  @Test
  void ruleThatDoesNotSaySoAdmitsNothingThatWasSeen() {
    undecided(decide(rule(Terms.USUAL, Scene.signer("a")), SILENT, seen(Scene.NOW)));
  }

  @Test
  void whatWasNotSeenIsUndecided() {
    undecided(Evaluator.decide(RULE, DenyList.empty(), Scene.IMAGE, SILENT.findings(), Scene.NOW));
  }

  @Test
  void whatAllSourcesSayIsUnsignedIsRefusedThoughItWasSeen() {
    refused(decide(RULE, new Scene(), seen(Scene.NOW)), Decision.Refusal.UNVERIFIED);
    refused(
        decide(RULE, new Scene().signed("b.pub"), seen(Scene.NOW)), Decision.Refusal.UNVERIFIED);
  }

  @Test
  void whatNoEvidenceCouldMeetAnyMoreIsRefusedThoughItWasSeen() {
    Signer.SignerKey key = Scene.key("a.pub");
    Signer retired =
        new Signer.Keys(
            "a",
            List.of(
                new Signer.SignerKey(
                    key.fingerprint(),
                    key.label(),
                    Optional.empty(),
                    Optional.of(Scene.NOW.minusSeconds(1)))));
    Rule rule = rule(Terms.USUAL.admittingIfSeen(DAY), retired);
    refused(decide(rule, SILENT, seen(Scene.NOW)), Decision.Refusal.UNVERIFIED);
  }

  @Test
  void nothingThatIsRevokedIsAdmittedBecauseItWasSeen() {
    Digest digest = Scene.IMAGE.digest();
    refused(denied(DenyList.of(Map.of(digest, "bad"), Map.of(), Map.of())));
    undecided(denied(DenyList.of(Map.of(Scene.OTHER, "bad"), Map.of(), Map.of())));
    undecided(denied(DenyList.of(Map.of(), Map.of(), Map.of(), Map.of(), Map.of("log/7", "bad"))));
    refused(
        denied(DenyList.of(Map.of(), Map.of(), Map.of(KEY, "stolen"))),
        Decision.Refusal.UNVERIFIED);
    undecided(
        denied(DenyList.of(Map.of(), Map.of(), Map.of(), Map.of(CERTIFICATE, "bad"), Map.of())));
    refused(
        denied(DenyList.of(Map.of(), Map.of(), Map.of(), Map.of(KEY, "bad"), Map.of())),
        Decision.Refusal.UNVERIFIED);
  }

  @Test
  void evidenceByARevokedSignerIsNotMadeGoodByWhatWasSeenBefore() {
    DenyList stolen = DenyList.of(Map.of(), Map.of("a", "stolen"), Map.of());
    Sighting other =
        new Sighting(Scene.NOW, Instant.MAX, "d-1", Set.of(), Set.of("b"), Set.of(), Set.of());
    Requirement either =
        new Requirement.AtLeast(
            1, List.of(Scene.by(Scene.signer("a")), Scene.by(Scene.signer("b"))));
    Rule rule = rule(Terms.USUAL.admittingIfSeen(DAY), either);
    Scene scene = new Scene().signed("a.pub").silent(SOURCE);
    assertThat(
            Evaluator.decide(rule, stolen, Scene.IMAGE, scene.findings(), known(other), Scene.NOW))
        .isNotInstanceOf(Decision.Admit.class);
  }

  @Test
  void whatMeetsItsRuleIsVerifiedAndWhatIsExemptedIsExempted() {
    assertThat(basis(decide(RULE, new Scene().signed("a.pub").silent(SOURCE), seen(Scene.NOW))))
        .isEqualTo(Decision.Basis.VERIFIED);
    Exemption exemption = new Exemption(Scene.IMAGE.digest(), "INC-1", Scene.NOW.plusSeconds(60));
    assertThat(basis(decide(RULE.exempting(List.of(exemption)), SILENT, seen(Scene.NOW))))
        .isEqualTo(Decision.Basis.EXEMPTED);
  }

  @Test
  void timeIsPartOfTheRevision() {
    Rule hour = rule(Terms.USUAL.admittingIfSeen(Duration.ofHours(1)), Scene.signer("a"));
    assertThat(
            List.of(
                RULE.revision(), hour.revision(), rule(Terms.USUAL, Scene.signer("a")).revision()))
        .doesNotHaveDuplicates();
  }

  @Test
  void signerThatIsRevokedIsNotAdmittedBecauseItWasSeen() {
    refused(
        denied(DenyList.of(Map.of(), Map.of("a", "stolen"), Map.of())),
        Decision.Refusal.UNVERIFIED);
  }

  private static Decision denied(DenyList denied) {
    return Evaluator.decide(
        RULE,
        denied,
        Scene.IMAGE,
        SILENT.findings(),
        known(seen(Scene.NOW.minusSeconds(60))),
        Scene.NOW);
  }

  private static Decision decide(Rule rule, Scene scene, Sighting seen) {
    return Evaluator.decide(
        rule, DenyList.empty(), Scene.IMAGE, scene.findings(), known(seen), Scene.NOW);
  }

  private static Background known(Sighting seen) {
    return new Background(Optional.empty(), Optional.of(seen), List.of());
  }

  private static Sighting seen(Instant at) {
    return seen(at, Instant.MAX);
  }

  private static Sighting seen(Instant at, Instant lasts) {
    return new Sighting(
        at,
        lasts,
        "d-1",
        Set.of(Scene.IMAGE.digest(), Scene.OTHER),
        Set.of("a"),
        Set.of(KEY, CERTIFICATE),
        Set.of("log/7"));
  }

  private static void undecided(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Undecided.class);
  }

  private static void refused(Decision decision) {
    refused(decision, Decision.Refusal.REVOKED);
  }

  private static void refused(Decision decision, Decision.Refusal why) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class, refuse -> assertThat(refuse.refusal()).isEqualTo(why));
  }

  private static Decision.Basis basis(Decision decision) {
    return ((Decision.Admit) decision).basis();
  }

  private static Rule rule(Terms terms, Signer signer) {
    return rule(terms, Scene.by(signer));
  }

  private static Rule rule(Terms terms, Requirement requirement) {
    return new Rule(
        "production",
        ImagePatternTest.patterns("registry.acme.io/**"),
        Mode.ENFORCE,
        Optional.of(requirement),
        terms);
  }
}
