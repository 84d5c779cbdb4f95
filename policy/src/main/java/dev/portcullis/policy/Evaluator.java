package dev.portcullis.policy;

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
   *   <li>One that is not met is admitted as {@code EXEMPTED} while an exemption for it holds, but
   *       for what is {@code REVOKED}.
   *   <li>One that is undecided is admitted as {@code SEEN} where its rule says that an earlier
   *       admission is enough, and there was one.
   *   <li>In {@code warn} and {@code audit} mode the last two are admitted as {@code WARNED} and
   *       {@code AUDITED} with their explanation, but for what is {@code REVOKED}.
   * </ul>
   *
   * @param rule the rule that {@link Policy#ruleFor} chose for it
   * @param denied what the operator has revoked
   * @param subject the manifest that would be served
   * @param findings all that was verified about it
   * @param now the instant of the decision
   * @throws IllegalArgumentException if anything is only supposed; that is for {@link Rehearsal}
   */
  public static Decision decide(
      Rule rule, DenyList denied, Subject subject, Findings findings, Instant now) {
    return decide(rule, denied, subject, findings, Background.NONE, now);
  }

  /**
   * As {@link #decide(Rule, DenyList, Subject, Findings, Instant)}, where more is known.
   *
   * <ul>
   *   <li>Where it is known that the subject met this rule before, what would be {@code Undecided}
   *       is admitted as {@code SEEN}, if the rule has it so and that still counts. What is refused
   *       stays refused.
   *   <li>Where a part of the rule says on which digest evidence must be, what was verified about
   *       an index counts for a manifest of the same repository that the index's bytes list, unless
   *       the index is denied.
   * </ul>
   *
   * @param known what is known beside the findings
   */
  public static Decision decide(
      Rule rule,
      DenyList denied,
      Subject subject,
      Findings findings,
      Background known,
      Instant now) {
    return decide(rule, denied, subject, findings, known, now, Notes.taking());
  }

  /**
   * As {@link #decide(Rule, DenyList, Subject, Findings, Background, Instant)}.
   *
   * @param notes takes down what a replay needs to know of the evidence
   */
  public static Decision decide(
      Rule rule,
      DenyList denied,
      Subject subject,
      Findings findings,
      Background known,
      Instant now,
      Notes notes) {
    if (isSupposed(subject, findings)
        || known.above().filter(each -> isSupposed(each.index(), each.findings())).isPresent()) {
      throw new IllegalArgumentException("no permit comes of a supposition");
    }
    return weigh(rule, denied, subject, findings, known, now, notes);
  }

  private static boolean isSupposed(Subject subject, Findings findings) {
    return subject.isSupposed() || findings.verified().stream().anyMatch(Verified::isSupposed);
  }

  /** As {@link #decide}, of what may be only supposed; the permit must not get any further. */
  static Decision suppose(
      Rule rule, DenyList denied, Subject subject, Findings findings, Instant now, Notes notes) {
    return weigh(rule, denied, subject, findings, Background.NONE, now, notes);
  }

  private static Decision weigh(
      Rule rule,
      DenyList denied,
      Subject subject,
      Findings findings,
      Background known,
      Instant now,
      Notes notes) {
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
        .map(
            requirement ->
                decide(
                    rule,
                    requirement,
                    new Evaluation(
                        subject,
                        new Facts(denied, rule.terms(), subject, findings, now, notes),
                        above(rule, requirement, denied, subject, known.above(), now, notes),
                        requirement,
                        notes),
                    subject,
                    known
                        .seen()
                        .filter(each -> each.counts(rule.terms().seenWithin(), denied, now)),
                    known.granted(),
                    now))
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

  private static Optional<Facts> above(
      Rule rule,
      Requirement requirement,
      DenyList denied,
      Subject subject,
      Optional<Enclosing> index,
      Instant now,
      Notes notes) {
    return index
        .filter(_ -> requirement.spans())
        .filter(each -> each.lists(subject) && denial(denied, each.index()).isEmpty())
        .map(each -> new Facts(denied, rule.terms(), each.index(), each.findings(), now, notes));
  }

  /** Why the subject itself is denied, under whichever digest of its bytes. */
  private static Optional<String> denial(DenyList denied, Subject subject) {
    if (denied.digests().isEmpty()) {
      return Optional.empty();
    }
    return subject.digests().flatMap(digest -> denied.reasonFor(digest).stream()).findFirst();
  }

  private static Decision decide(
      Rule rule,
      Requirement requirement,
      Evaluation evaluation,
      Subject subject,
      Optional<Sighting> seen,
      List<Exemption> granted,
      Instant now) {
    Evaluation.Result result = evaluation.evaluate(requirement);
    evaluation.conclude(result);
    List<Explanation.Outcome> outcome = List.of(result.outcome());
    Optional<Instant> until = evaluation.validUntil(requirement, result.met());
    List<String> signers = result.counted().stream().map(Counted::signer).distinct().toList();
    if (result.met()) {
      if (!rule.terms().seenWithin().isZero()) {
        evaluation.noteEnd(requirement);
      }
      Explanation explanation = new Explanation(Summary.met(result.counted()), outcome);
      Decision.Basis basis =
          result.counted().isEmpty() ? Decision.Basis.LISTED : Decision.Basis.VERIFIED;
      return admit(rule, explanation, until, subject, basis, signers);
    }
    boolean revoked = result.metUnlessDenied();
    boolean unsure = result.reachable() && evaluation.isIncomplete();
    String summary =
        isUnmatched(rule)
            ? "no rule matches " + subject.repository()
            : Summary.unmet(requirement, result.outcome(), evaluation);
    Explanation refused = new Explanation(summary, outcome);
    Explanation told = unsure ? new Explanation("cannot be told: " + summary, outcome) : refused;
    Decision refusal = new Decision.Refuse(rule.name(), refused, until, refusal(rule, revoked));
    if (revoked) {
      return unsure && rule.mode() == Mode.ENFORCE
          ? new Decision.Undecided(rule.name(), told, until, true)
          : refusal;
    }
    Optional<Exemption> exemption = exemption(rule, granted, subject, now);
    if (exemption.isPresent()) {
      return exempted(rule, exemption.get(), summary, outcome, subject);
    }
    return switch (mode(rule, subject, unsure)) {
      case ENFORCE -> {
        if (!unsure) {
          yield refusal;
        }
        yield seen.filter(_ -> rule.terms().onUnavailable() == Terms.OnUnavailable.ADMIT_IF_SEEN)
            .map(sighting -> seen(rule, sighting, summary, outcome, subject))
            .orElseGet(() -> new Decision.Undecided(rule.name(), told, until, false));
      }
      case WARN -> admit(rule, told, until, subject, Decision.Basis.WARNED, signers);
      case AUDIT -> admit(rule, told, until, subject, Decision.Basis.AUDITED, signers);
    };
  }

  /** The mode for this subject, where a rule is enforced for some or at some times only. */
  private static Mode mode(Rule rule, Subject subject, boolean unsure) {
    Terms terms = rule.terms();
    boolean lenient =
        !terms.enforces(subject.digest().hex())
            || (unsure && terms.onUnavailable() == Terms.OnUnavailable.WARN);
    return rule.mode() == Mode.ENFORCE && lenient ? Mode.WARN : rule.mode();
  }

  private static Decision seen(
      Rule rule,
      Sighting sighting,
      String summary,
      List<Explanation.Outcome> outcome,
      Subject subject) {
    return admit(
        rule,
        new Explanation(
            "cannot be told now, but met the rule at "
                + sighting.at()
                + " (decision "
                + sighting.id()
                + "); now: "
                + summary,
            outcome),
        Optional.of(sighting.until(rule.terms().seenWithin())),
        subject,
        Decision.Basis.SEEN,
        sighting.signers().stream().sorted().toList());
  }

  private static Optional<Exemption> exemption(
      Rule rule, List<Exemption> granted, Subject subject, Instant now) {
    return Stream.concat(rule.terms().exemptions().stream(), granted.stream())
        .filter(each -> each.holdsAt(now) && subject.isNamedBy(each.digest()))
        .max(Comparator.comparing(Exemption::expires).thenComparing(Exemption::reason));
  }

  private static Decision exempted(
      Rule rule,
      Exemption exemption,
      String summary,
      List<Explanation.Outcome> outcome,
      Subject subject) {
    return admit(
        rule,
        new Explanation(
            "exempted until "
                + exemption.expires()
                + Standing.because(exemption.reason())
                + "; without that: "
                + summary,
            outcome),
        Optional.of(exemption.expires().minusNanos(1)),
        subject,
        Decision.Basis.EXEMPTED,
        List.of());
  }

  private static Decision.Refusal refusal(Rule rule, boolean revoked) {
    if (revoked) {
      return Decision.Refusal.REVOKED;
    }
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
}
