package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Verified;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pure function at the centre: the same arguments always give the same decision, in whatever
 * order the findings stand.
 *
 * <p>Nothing but a verified fact about the subject itself counts towards a requirement, so that
 * more evidence can only help. A signer or key on the deny list counts for nothing.
 */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Decides about one subject.
   *
   * <ul>
   *   <li>A denied subject is refused as {@code REVOKED}, whatever its rule says.
   *   <li>A rule that is met admits as {@code VERIFIED}; one that demands nothing as {@code OPEN}.
   *   <li>One that is not met, though evidence from a source that was silent might have met it, is
   *       {@code Undecided}.
   *   <li>One that would be met but for the deny list is refused as {@code REVOKED}; any other as
   *       {@code UNVERIFIED}, or {@code UNMATCHED} where no rule matches.
   *   <li>In {@code warn} and {@code audit} mode the last two are admitted as {@code WARNED} and
   *       {@code AUDITED} with their explanation, but for what is {@code REVOKED}.
   * </ul>
   *
   * @param rule the rule that {@link Policy#ruleFor} chose for it
   * @param denied what the operator has revoked
   * @param subject the manifest that would be served
   * @param findings all that was verified about it
   * @param now the instant of the decision
   */
  public static Decision decide(
      Rule rule, DenyList denied, Subject subject, Findings findings, Instant now) {
    Optional<String> revoked = denial(denied, subject);
    if (revoked.isPresent()) {
      return new Decision.Refuse(
          rule.name(),
          new Explanation(
              subject.digest().shortened() + " is revoked" + Standing.because(revoked.get()),
              List.of()),
          Optional.empty(),
          Decision.Refusal.REVOKED);
    }
    return rule.require()
        .map(requirement -> decide(rule, requirement, denied, subject, findings, now))
        .orElseGet(
            () ->
                admit(
                    rule,
                    new Explanation("the rule admits anything", List.of()),
                    Optional.empty(),
                    subject,
                    Decision.Basis.OPEN,
                    List.of()));
  }

  /** Why the subject itself is denied, under whichever digest of its bytes. */
  private static Optional<String> denial(DenyList denied, Subject subject) {
    if (denied.digests().isEmpty()) {
      return Optional.empty();
    }
    return Stream.of(Digest.Algorithm.values())
        .map(algorithm -> Digest.of(algorithm, subject.content()))
        .flatMap(digest -> denied.reasonFor(digest).stream())
        .findFirst();
  }

  private static Decision decide(
      Rule rule,
      Requirement requirement,
      DenyList denied,
      Subject subject,
      Findings findings,
      Instant now) {
    Evaluation.Result result = new Evaluation(denied, subject, findings, now).evaluate(requirement);
    Optional<Instant> until = validUntil(requirement, result, subject, findings, now);
    List<String> signers = List.copyOf(result.signers());
    if (result.met()) {
      Explanation explanation =
          new Explanation("signed by " + String.join(" and ", signers), List.of(result.outcome()));
      return admit(rule, explanation, until, subject, Decision.Basis.VERIFIED, signers);
    }
    boolean revoked = result.metUnlessDenied();
    boolean open = result.reachable() && !findings.unavailable().isEmpty();
    String summary =
        isUnmatched(rule)
            ? "no rule matches " + subject.repository()
            : Summary.unmet(requirement, result.outcome(), denied, subject, findings, now);
    String words = open ? "cannot be told: " + summary : summary;
    Explanation explanation = new Explanation(words, List.of(result.outcome()));
    if (rule.mode() == Mode.ENFORCE && open) {
      return new Decision.Undecided(rule.name(), explanation, until);
    }
    if (rule.mode() == Mode.ENFORCE || revoked) {
      return new Decision.Refuse(
          rule.name(),
          new Explanation(summary, List.of(result.outcome())),
          until,
          revoked ? Decision.Refusal.REVOKED : refusal(rule));
    }
    Decision.Basis basis =
        rule.mode() == Mode.WARN ? Decision.Basis.WARNED : Decision.Basis.AUDITED;
    return admit(rule, explanation, until, subject, basis, signers);
  }

  private static Decision.Refusal refusal(Rule rule) {
    return isUnmatched(rule) ? Decision.Refusal.UNMATCHED : Decision.Refusal.UNVERIFIED;
  }

  private static boolean isUnmatched(Rule rule) {
    return rule.images().isEmpty() && !rule.asksForEvidence();
  }

  private static Decision.Admit admit(
      Rule rule,
      Explanation explanation,
      Optional<Instant> until,
      Subject subject,
      Decision.Basis basis,
      List<String> signers) {
    Permit permit = new MintedPermit(subject.repository(), subject.digest(), rule.name());
    return new Decision.Admit(rule.name(), explanation, until, permit, basis, signers);
  }

  /** The last instant before one at which a key of a signature, or of one yet unseen, changes. */
  private static Optional<Instant> validUntil(
      Requirement requirement,
      Evaluation.Result result,
      Subject subject,
      Findings findings,
      Instant now) {
    List<Verified> facts = Evaluation.facts(subject, findings);
    Stream<Instant> seen =
        requirement
            .signers()
            .flatMap(
                signer ->
                    facts.stream().flatMap(fact -> Standing.edges(signer, fact, now).stream()));
    Stream<Instant> unseen =
        result.met() || findings.unavailable().isEmpty()
            ? Stream.empty()
            : requirement.signers().flatMap(signer -> Standing.edges(signer, now).stream());
    return Stream.concat(seen, unseen).min(Comparator.naturalOrder());
  }
}
