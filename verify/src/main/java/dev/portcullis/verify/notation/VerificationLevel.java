package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.ValidationAction.ENFORCE;
import static dev.portcullis.verify.notation.ValidationAction.LOG;
import static dev.portcullis.verify.notation.ValidationAction.SKIP;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much of a signature is enforced: the table of 3.4, with overrides.
 *
 * @param name {@code strict}, {@code permissive}, {@code audit}, {@code skip} or {@code custom}
 * @param actions what follows from the failure of each step
 */
public record VerificationLevel(String name, Map<ValidationStep, ValidationAction> actions) {
  /** Every step is enforced. */
  public static final VerificationLevel STRICT =
      of("strict", ENFORCE, ENFORCE, ENFORCE, ENFORCE, ENFORCE);

  /** Who signed is enforced; times and revocation are recorded. */
  public static final VerificationLevel PERMISSIVE =
      of("permissive", ENFORCE, ENFORCE, LOG, LOG, LOG);

  /** Only integrity is enforced. */
  public static final VerificationLevel AUDIT = of("audit", ENFORCE, LOG, LOG, LOG, LOG);

  /** Nothing is looked at: the artifact needs no signature. */
  public static final VerificationLevel SKIPPED = of("skip", SKIP, SKIP, SKIP, SKIP, SKIP);

  private static final List<VerificationLevel> NAMED = List.of(STRICT, PERMISSIVE, AUDIT, SKIPPED);

  /** Copies the map and checks that it is complete. */
  public VerificationLevel {
    actions = Map.copyOf(actions);
    if (actions.size() != ValidationStep.values().length) {
      throw new IllegalArgumentException("a level says what follows from every step");
    }
  }

  private static VerificationLevel of(
      String name,
      ValidationAction integrity,
      ValidationAction authenticity,
      ValidationAction expiry,
      ValidationAction timestamp,
      ValidationAction revocation) {
    return new VerificationLevel(
        name,
        Map.of(
            ValidationStep.INTEGRITY, integrity,
            ValidationStep.AUTHENTICITY, authenticity,
            ValidationStep.EXPIRY, expiry,
            ValidationStep.AUTHENTIC_TIMESTAMP, timestamp,
            ValidationStep.REVOCATION, revocation));
  }

  /** The level that policies name {@code text}. */
  static Optional<VerificationLevel> named(String text) {
    return NAMED.stream().filter(level -> level.name.equals(text)).findFirst();
  }

  /** This level with some actions replaced; {@code custom} if there are any. */
  VerificationLevel with(Map<ValidationStep, ValidationAction> overrides) {
    if (overrides.isEmpty()) {
      return this;
    }
    Map<ValidationStep, ValidationAction> changed = new EnumMap<>(actions);
    changed.putAll(overrides);
    return new VerificationLevel("custom", changed);
  }

  /** What follows from the failure of {@code step}. */
  public ValidationAction action(ValidationStep step) {
    return actions.getOrDefault(step, ENFORCE);
  }

  /** Whether this is {@code skip}. */
  public boolean isSkip() {
    return actions.get(ValidationStep.INTEGRITY) == SKIP;
  }
}
