package dev.portcullis.policy;

import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The pure function at the centre: the same arguments always give the same decision. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Decides about one subject.
   *
   * @param rule the rule that {@link Policy#ruleFor} chose for it
   * @param denied what the operator has revoked
   * @param subject the manifest that would be served
   * @param findings all that was verified about it
   * @param now the instant of the decision
   */
  public static Decision decide(
      Rule rule, DenyList denied, Subject subject, Findings findings, Instant now) {
    return new Decision.Refuse(
        rule.name(),
        new Explanation("nothing is admitted yet", List.of()),
        Optional.empty(),
        Decision.Refusal.UNVERIFIED);
  }
}
