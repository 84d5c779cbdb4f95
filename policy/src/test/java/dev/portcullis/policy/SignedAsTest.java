package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.policy.condition.Scope;
import dev.portcullis.policy.condition.SoftwareBill;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Supposed;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are signed under another name than they are pulled by: mirrors, promotions. */
class SignedAsTest {
  private static final SignedAs HUB = new SignedAs.Renamed("registry.acme.io/prod", "docker.io");
  private static final Signer SIGNER = Scene.signer("a");

  @ParameterizedTest
  @CsvSource({
    "mirror.io/hub, docker.io, mirror.io/hub/team/app, docker.io/team/app",
    "mirror.io/hub, docker.io, mirror.io/hub/nginx, docker.io/library/nginx",
    "mirror.io/hub, docker.io/library, mirror.io/hub/nginx, docker.io/library/nginx",
    "mirror.io, quay.io, mirror.io/team/app, quay.io/team/app",
    "mirror.io:5000, quay.io, mirror.io:5000/app, quay.io/app",
    "mirror.io, quay.io, mirror.io:5000/app, mirror.io:5000/app",
    "mirror.io/hub, docker.io, mirror.io/hubris/app, mirror.io/hubris/app",
    "mirror.io/hub, docker.io, mirror.io/other, mirror.io/other",
    "mirror.io/hub, quay.io/team/app, mirror.io/hub, quay.io/team/app",
    "mirror.io/hub, quay.io, mirror.io/hub, mirror.io/hub",
  })
  void beginningIsReplacedByWholeSegments(String prefix, String as, String pulled, String signed) {
    assertThat(new SignedAs.Renamed(prefix, as).of(name(pulled))).isEqualTo(name(signed));
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io/library/app, true",
    "docker.io/library/app:v1, true",
    "index.docker.io/library/app, true",
    "app, true",
    "docker.io/app, true",
    "docker.io/library/other, false",
    "quay.io/library/app, false",
    "registry.acme.io/prod/app, false",
    "docker.io/library/app/more, false",
    "DOCKER.IO/library/app, false",
    "'', false",
    "' docker.io/library/app', false",
  })
  void signatureCountsOnlyIfItNamesTheOriginal(String named, boolean counts) {
    Decision decision = decide(HUB, named);
    assertThat(decision instanceof Decision.Admit).isEqualTo(counts);
    if (!counts) {
      assertThat(decision.explanation().summary())
          .contains("but it names '" + named + "', not docker.io/library/app");
    }
  }

  @Test
  void signatureOfAFormThatNamesNothingCounts() {
    assertThat(new Scene().signed("a.pub").decide(rule(HUB))).isInstanceOf(Decision.Admit.class);
  }

  @ParameterizedTest
  @CsvSource({
    "registry.acme.io/prod/app, ADMIT",
    "registry.acme.io/dev/app, REFUSE",
    "'', REFUSE",
  })
  void signatureOfAnSbomArtifactMustNameItToo(String named, Rehearsal.Verdict verdict) {
    Requirement requirement =
        new Requirement.Sbom(
            new TreeSet<>(Set.of(SoftwareBill.Format.CYCLONEDX)), SIGNER, Optional.empty());
    Verified sbom =
        Supposed.sbom(
            new Origin(Origin.Source.REFERRERS, Optional.of(Scene.OTHER), 0),
            Scene.IMAGE.digest(),
            new Voucher.Key(Scene.fingerprint("a.pub")),
            List.of(),
            List.of(),
            Scene.OTHER,
            Bytes.utf8("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\"}]}"),
            Optional.of(named));
    Rehearsal made =
        Rehearsal.of(
            rule(new SignedAs.Pulled(), requirement),
            DenyList.empty(),
            Scene.IMAGE,
            new Findings(List.of(sbom), List.of(), List.of()),
            Scene.NOW);
    assertThat(made.verdict()).as(made.toString()).isEqualTo(verdict);
  }

  @Test
  void withoutASettingTheNameIsNotLookedAt() {
    assertThat(decide(new SignedAs.Anything(), "quay.io/whoever/else"))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void pulledNameMustBeNamedWhereTheRuleSaysSo() {
    assertThat(decide(new SignedAs.Pulled(), "registry.acme.io/prod/app"))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(new SignedAs.Pulled(), "registry.acme.io/prod/other"))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void oneRepositoryMustBeNamedWhereTheRuleSaysSo() {
    SignedAs exactly = new SignedAs.Exactly(name("quay.io/acme/app"));
    assertThat(decide(exactly, "quay.io/acme/app")).isInstanceOf(Decision.Admit.class);
    assertThat(decide(exactly, "registry.acme.io/prod/app")).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void wrongNameDoesNotPoisonAGoodSignature() {
    Scene both =
        new Scene().named("a.pub", "quay.io/evil/app").named("a.pub", "docker.io/library/app");
    assertThat(both.decide(rule(HUB))).isInstanceOf(Decision.Admit.class);
  }

  @Test
  void signatureByARevokedKeyUnderAnotherNameIsNotWhatWouldHaveCounted() {
    DenyList denied = DenyList.of(Map.of(), Map.of("a", "stolen"), Map.of());
    Decision decision =
        new Scene().named("a.pub", "docker.io/library/other").decide(rule(HUB), denied);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.UNVERIFIED));
    assertThat(new Scene().named("a.pub", "docker.io/library/app").decide(rule(HUB), denied))
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED));
  }

  @Test
  void conditionsSpeakOfTheSignedNameAndThePermitOfThePulledOne() throws Exception {
    Condition condition =
        Condition.compile(
            "image.registry == 'docker.io' && image.repository == 'library/app'", Scope.SIGNATURE);
    Requirement requirement = new Requirement.Signature(SIGNER, Optional.of(condition));
    Decision decision =
        new Scene().named("a.pub", "docker.io/library/app").decide(rule(HUB, requirement));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> assertThat(admit.permit().repository()).isEqualTo(Scene.REPOSITORY));
  }

  @Test
  void everyNameIsPartOfTheRevision() {
    assertThat(
            List.of(
                rule(new SignedAs.Anything()).revision(),
                rule(new SignedAs.Pulled()).revision(),
                rule(HUB).revision(),
                rule(new SignedAs.Renamed("registry.acme.io/prod", "quay.io")).revision(),
                rule(new SignedAs.Exactly(name("quay.io/acme/app"))).revision()))
        .doesNotHaveDuplicates();
  }

  private static Decision decide(SignedAs signedAs, String named) {
    return new Scene().named("a.pub", named).decide(rule(signedAs));
  }

  private static Rule rule(SignedAs signedAs) {
    return rule(signedAs, Scene.by(SIGNER));
  }

  private static Rule rule(SignedAs signedAs, Requirement requirement) {
    Terms terms = new Terms(Freshness.ANY, 100, Terms.OnUnavailable.REFUSE, signedAs, List.of());
    return new Rule(
        "production",
        ImagePatternTest.patterns("registry.acme.io/**"),
        Mode.ENFORCE,
        Optional.of(requirement),
        terms);
  }

  private static RepositoryName name(String text) {
    try {
      return RepositoryName.parse(text);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
