package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.proxy.revocation.RevocationWatch;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Verifies evidence with what is known of revocation; what is not known and matters to the rule is
 * asked for once. Waits for at most the budget of revocation: for virtual threads.
 */
record Verification(Revocations revocations, InstantSource clock, Consumer<JudgeStep> steps) {
  /**
   * What was found.
   *
   * @param findings everything that was verified
   * @param watch the revocation cells that it rests on
   * @param at the instant at which it was judged
   */
  record Result(Findings findings, RevocationWatch watch, Instant at) {}

  Result verify(Subject subject, Evidence evidence, TrustMaterial trust, Rule rule) {
    long began = System.nanoTime();
    Instant now = clock.instant();
    RevocationAnswers answers = revocations.known();
    Findings findings = Verifier.verify(subject, evidence.withRevocation(answers), trust, now);
    List<RevocationQuestion> questions =
        asksForRevocation(rule) ? findings.revocation() : List.of();
    if (!questions.isEmpty()) {
      RevocationAnswers told = revocations.ask(questions);
      if (!told.equals(answers)) {
        answers = told;
        now = clock.instant();
        findings = Verifier.verify(subject, evidence.withRevocation(told), trust, now);
      }
    }
    steps.accept(
        new JudgeStep(
            JudgeStep.Kind.VERIFICATION,
            subject.digest(),
            outcome(findings),
            Optional.empty(),
            System.nanoTime() - began));
    return new Result(findings, revocations.watch(questions, answers), now);
  }

  private static String outcome(Findings findings) {
    long failed =
        findings.findings().stream().filter(finding -> finding.failure().isPresent()).count();
    return findings.findings().size() + " candidates, " + failed + " failed";
  }

  /** Tells of a decision that was just made. */
  void decided(Digest digest, Decision decision, String id, long nanos) {
    steps.accept(
        new JudgeStep(
            JudgeStep.Kind.DECISION, digest, Outcome.of(decision).word(), Optional.of(id), nanos));
  }

  /** Whether any signer of {@code rule} depends on certificates that can be revoked. */
  private static boolean asksForRevocation(Rule rule) {
    return rule.require().stream()
        .flatMap(Requirement::signers)
        .anyMatch(
            signer ->
                switch (signer) {
                  case Signer.Keys _ -> false;
                  case Signer.Keyless keyless ->
                      keyless.isRevocable() && keyless.revocation() != RevocationMode.OFF;
                  case Signer.Notation notation -> notation.revocation() != RevocationMode.OFF;
                });
  }
}
