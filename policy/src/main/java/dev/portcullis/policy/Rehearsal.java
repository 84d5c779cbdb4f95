package dev.portcullis.policy;

import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What would be decided about something that is only supposed, or is only remembered: for tests of
 * a policy and for replays. It is decided as {@link Evaluator#decide} does, but grants nothing.
 *
 * @param rule the name of the rule
 * @param verdict what the proxy would do
 * @param basis why, as the record has it: {@code verified}, {@code revoked}, ...
 * @param explanation what was required and what was found
 * @param signers the names of the signers that would be counted
 * @param validUntil the last instant at which it would be decided like that, if time changes it
 */
public record Rehearsal(
    String rule,
    Verdict verdict,
    String basis,
    Explanation explanation,
    List<String> signers,
    Optional<Instant> validUntil) {
  /** What the proxy does, by the words of its answers and of the record. */
  public enum Verdict {
    /** It is served. */
    ADMIT,
    /** It is served with a warning. */
    WARN,
    /** It is served, and only the record knows that it does not meet its rule. */
    AUDIT,
    /** It is not served. */
    REFUSE,
    /** It is not served now, and the client is to try again. */
    UNDECIDED;

    /** The word. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the list. */
  public Rehearsal {
    signers = List.copyOf(signers);
  }

  /** What would be decided; the arguments are those of {@link Evaluator#decide}. */
  public static Rehearsal of(
      Rule rule, DenyList denied, Subject subject, Findings findings, Instant now) {
    return of(rule, denied, subject, findings, now, Notes.taking());
  }

  /** As {@link #of(Rule, DenyList, Subject, Findings, Instant)}, out of {@code notes}. */
  static Rehearsal of(
      Rule rule, DenyList denied, Subject subject, Findings findings, Instant now, Notes notes) {
    Decision decision = Evaluator.suppose(rule, denied, subject, findings, now, notes);
    return switch (decision) {
      case Decision.Admit admit ->
          of(
              decision,
              switch (admit.basis()) {
                case VERIFIED, OPEN, EXEMPTED, SEEN, LISTED -> Verdict.ADMIT;
                case WARNED -> Verdict.WARN;
                case AUDITED -> Verdict.AUDIT;
              },
              admit.basis().name(),
              admit.signers());
      case Decision.Refuse refuse ->
          of(decision, Verdict.REFUSE, refuse.refusal().name(), List.of());
      case Decision.Undecided _ ->
          of(decision, Verdict.UNDECIDED, Verdict.UNDECIDED.name(), List.of());
    };
  }

  private static Rehearsal of(
      Decision decision, Verdict verdict, String basis, List<String> signers) {
    return new Rehearsal(
        decision.rule(),
        verdict,
        basis.toLowerCase(Locale.ROOT),
        decision.explanation(),
        signers,
        decision.validUntil());
  }
}
