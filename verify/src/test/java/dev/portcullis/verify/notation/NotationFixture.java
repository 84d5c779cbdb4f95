package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.SubjectPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the tests of this package verify and judge. */
final class NotationFixture {
  static final Subject SUBJECT = LabArtifact.image("app").in("registry.acme.io/app");

  private NotationFixture() {}

  static NotationOutcome established(LabNotation signer) {
    return established(signer, LabNotary.trust(), RevocationAnswers.NONE);
  }

  static NotationOutcome established(
      LabNotation signer, NotationTrust trust, RevocationAnswers answers) {
    Trail trail = new Trail();
    Optional<NotationOutcome> outcome =
        new NotationVerifier(SUBJECT, trust, answers).establish(LabNotary.candidate(signer), trail);
    assertThat(outcome).as(() -> trail.checks().toString()).isPresent();
    return outcome.orElseThrow();
  }

  static Failure refusal(LabNotation signer) {
    return refusal(signer, LabNotary.trust());
  }

  static Failure refusal(LabNotation signer, NotationTrust trust) {
    Trail trail = new Trail();
    assertThat(
            new NotationVerifier(SUBJECT, trust, RevocationAnswers.NONE)
                .establish(LabNotary.candidate(signer), trail))
        .isEmpty();
    return ((Check.Failed) trail.checks().getLast()).failure();
  }

  static void refused(LabNotation signer, Failure.Code code, String message) {
    refused(signer, LabNotary.trust(), code, message);
  }

  static void refused(LabNotation signer, NotationTrust trust, Failure.Code code, String message) {
    Failure failure = refusal(signer, trust);
    assertThat(failure.sentence()).contains(message);
    assertThat(failure.code()).isEqualTo(code);
  }

  static TrustPolicyStatement statement(
      VerificationLevel level,
      VerifyTimestamp timestamp,
      List<String> identities,
      String... stores) {
    try {
      Set<TrustStoreName> names = new HashSet<>();
      for (String store : stores) {
        names.add(TrustStoreName.parse(store));
      }
      return new TrustPolicyStatement(
          "test",
          Set.of(),
          level,
          timestamp,
          names,
          TrustedIdentities.parse(identities, SubjectPattern.State.REQUIRED));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  static TrustPolicyStatement strict(String... stores) {
    return statement(VerificationLevel.STRICT, VerifyTimestamp.ALWAYS, List.of("*"), stores);
  }

  static void judgedRefused(Judgement judgement, Failure.Code code, String message) {
    assertThat(judgement.refusal())
        .as(judgement::toString)
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.sentence()).contains(message);
              assertThat(failure.code()).isEqualTo(code);
            });
    assertThat(judgement.passed()).isFalse();
  }
}
