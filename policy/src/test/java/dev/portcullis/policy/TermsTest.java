package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Findings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a rule says besides its requirement: shares, ages, exemptions, trouble. */
class TermsTest {
  private static final Instant SIGNED = Scene.NOW.minus(Duration.ofDays(10));
  private static final Signer SIGNER = Scene.signer("a");

  @Test
  void signatureWithinTheAgeIsRecentUntilItsEnd() {
    Freshness month = new Freshness(Optional.empty(), Optional.of(Duration.ofDays(30)));
    assertThat(month.obstacle(List.of(SIGNED), Scene.NOW)).isEmpty();
    assertThat(month.end(List.of(SIGNED), Scene.NOW)).contains(SIGNED.plus(Duration.ofDays(30)));
    assertThat(month.obstacle(List.of(SIGNED), SIGNED.plus(Duration.ofDays(30)))).isEmpty();
    assertThat(month.obstacle(List.of(SIGNED), SIGNED.plus(Duration.ofDays(30)).plusNanos(1)))
        .hasValueSatisfying(why -> assertThat(why).endsWith("longer ago than 30 days"));
  }

  @Test
  void signatureBeforeTheMinimumIsNotRecent() {
    Freshness since = new Freshness(Optional.of(SIGNED.plusSeconds(1)), Optional.empty());
    assertThat(since.obstacle(List.of(SIGNED), Scene.NOW)).isPresent();
    assertThat(since.obstacle(List.of(SIGNED.plusSeconds(1)), Scene.NOW)).isEmpty();
  }

  @Test
  void laterTimestampDoesNotMakeAnOldSignatureYounger() {
    Freshness week = new Freshness(Optional.empty(), Optional.of(Duration.ofDays(7)));
    assertThat(week.obstacle(List.of(Scene.NOW, SIGNED), Scene.NOW)).isPresent();
  }

  @Test
  void signatureWhoseTimeNothingProvesDoesNotCountWhereAgeMatters() {
    Terms aged =
        new Terms(
            new Freshness(Optional.empty(), Optional.of(Duration.ofDays(7))),
            100,
            Terms.OnUnavailable.REFUSE,
            new SignedAs.Anything(),
            List.of());
    Decision decision = new Scene().signed("a.pub").decide(rule(Mode.ENFORCE, aged));
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    assertThat(decision.explanation().summary()).contains("nothing proves when it was signed");
  }

  @Test
  void greaterShareOnlyAddsDigestsAndComesNearToItself() {
    int enforced = 0;
    for (int i = 0; i < 2_000; i++) {
      String hex = Digest.sha256(Bytes.utf8("image " + i)).hex();
      boolean before = false;
      for (int share = 1; share <= 100; share++) {
        boolean now = share(share).enforces(hex);
        assertThat(now || !before).isTrue();
        before = now;
      }
      assertThat(before).isTrue();
      enforced += share(10).enforces(hex) ? 1 : 0;
    }
    assertThat(enforced).isBetween(150, 250);
  }

  @Test
  void digestOutsideTheShareIsWarnedAbout() {
    boolean enforced = share(50).enforces(Scene.IMAGE.digest().hex());
    Decision decision = new Scene().decide(rule(Mode.ENFORCE, share(50)));
    assertThat(decision instanceof Decision.Refuse).isEqualTo(enforced);
    assertThat(new Scene().decide(rule(Mode.ENFORCE, share(100))))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void troubleIsWarnedAboutWhereTheRuleSaysSoAndUnsignedIsRefusedAllTheSame() {
    Terms lenient =
        new Terms(Freshness.ANY, 100, Terms.OnUnavailable.WARN, new SignedAs.Anything(), List.of());
    Rule rule = rule(Mode.ENFORCE, lenient);
    assertThat(new Scene().silent("referrers API").decide(rule))
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> assertThat(admit.basis()).isEqualTo(Decision.Basis.WARNED));
    assertThat(new Scene().decide(rule)).isInstanceOf(Decision.Refuse.class);
    DenyList revoked = DenyList.of(Map.of(), Map.of("a", "stolen"), Map.of());
    assertThat(new Scene().signed("a.pub").silent("referrers API").decide(rule, revoked))
        .isNotInstanceOf(Decision.Admit.class);
  }

  @Test
  void exemptionLetsThroughUntilItEnds() {
    Rule rule = exempting(Scene.NOW.plusSeconds(60));
    Decision decision = new Scene().decide(rule);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> {
              assertThat(admit.basis()).isEqualTo(Decision.Basis.EXEMPTED);
              assertThat(admit.validUntil()).contains(Scene.NOW.plusSeconds(60).minusNanos(1));
            });
    assertThat(decision.explanation().summary())
        .isEqualTo(
            "exempted until 2026-11-01T12:01:00Z (INC-4711); without that: requires signature by"
                + " a; no signature was found");
    assertThat(decide(rule, Scene.NOW.plusSeconds(60))).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void exemptionOfAnotherDigestIsOfNoUse() {
    Exemption other = new Exemption(Scene.OTHER, "INC-4711", Scene.NOW.plusSeconds(60));
    assertThat(new Scene().decide(rule(Mode.ENFORCE, Terms.USUAL).exempting(List.of(other))))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void revocationOverrulesAnExemption() {
    Rule rule = exempting(Scene.NOW.plusSeconds(60));
    DenyList digest = DenyList.of(Map.of(Scene.IMAGE.digest(), "bad"), Map.of(), Map.of());
    DenyList signer = DenyList.of(Map.of(), Map.of("a", "stolen"), Map.of());
    assertThat(new Scene().decide(rule, digest)).isInstanceOf(Decision.Refuse.class);
    assertThat(new Scene().signed("a.pub").decide(rule, signer))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void whatMeetsItsRuleNeedsNoExemption() {
    assertThat(new Scene().signed("a.pub").decide(exempting(Scene.NOW.plusSeconds(60))))
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> assertThat(admit.basis()).isEqualTo(Decision.Basis.VERIFIED));
  }

  @Test
  void everyTermIsPartOfTheRevision() {
    Rule plain = rule(Mode.ENFORCE, Terms.USUAL);
    Freshness young = new Freshness(Optional.empty(), Optional.of(Duration.ofDays(1)));
    Freshness late = new Freshness(Optional.of(SIGNED), Optional.empty());
    assertThat(
            List.of(
                plain.revision(),
                rule(Mode.ENFORCE, share(10)).revision(),
                rule(
                        Mode.ENFORCE,
                        new Terms(
                            young,
                            100,
                            Terms.OnUnavailable.REFUSE,
                            new SignedAs.Anything(),
                            List.of()))
                    .revision(),
                rule(
                        Mode.ENFORCE,
                        new Terms(
                            late,
                            100,
                            Terms.OnUnavailable.REFUSE,
                            new SignedAs.Anything(),
                            List.of()))
                    .revision(),
                rule(
                        Mode.ENFORCE,
                        new Terms(
                            Freshness.ANY,
                            100,
                            Terms.OnUnavailable.WARN,
                            new SignedAs.Anything(),
                            List.of()))
                    .revision(),
                exempting(Scene.NOW).revision(),
                exempting(Scene.NOW.plusSeconds(1)).revision()))
        .doesNotHaveDuplicates();
  }

  private static Decision decide(Rule rule, Instant now) {
    Findings nothing = new Scene().findings();
    return Evaluator.decide(rule, DenyList.empty(), Scene.IMAGE, nothing, now);
  }

  private static Rule exempting(Instant expires) {
    Exemption exemption = new Exemption(Scene.IMAGE.digest(), "INC-4711", expires);
    return rule(Mode.ENFORCE, Terms.USUAL).exempting(List.of(exemption));
  }

  private static Terms share(int percentage) {
    return new Terms(
        Freshness.ANY, percentage, Terms.OnUnavailable.REFUSE, new SignedAs.Anything(), List.of());
  }

  private static Rule rule(Mode mode, Terms terms) {
    return new Rule(
        "production",
        ImagePatternTest.patterns("registry.acme.io/**"),
        mode,
        Optional.of(Scene.by(SIGNER)),
        terms);
  }
}
