package dev.portcullis.verify.notation;

import dev.portcullis.verify.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a policy makes of one signature.
 *
 * @param steps every step of 3.4 in order, skipped ones included
 * @param validUntil the last instant at which it still holds, if passed; empty if there is no end
 */
public record Judgement(List<StepResult> steps, Optional<Instant> validUntil) {
  /** Copies the list. */
  public Judgement {
    steps = List.copyOf(steps);
  }

  /**
   * How one step ended.
   *
   * @param step the step
   * @param action what follows from its failure
   * @param failure why it failed; empty if it passed or was skipped
   * @param detail what was established otherwise, one clause for people
   */
  public record StepResult(
      ValidationStep step, ValidationAction action, Optional<Failure> failure, String detail) {}

  /** Whether the signature counts: no step failed that is enforced. */
  public boolean passed() {
    return refusal().isEmpty();
  }

  /** The first failure that is enforced. */
  public Optional<Failure> refusal() {
    return steps.stream()
        .filter(result -> result.action() == ValidationAction.ENFORCE)
        .flatMap(result -> result.failure().stream())
        .findFirst();
  }
}
