package dev.portcullis.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of one candidate, in the order in which they are made. For one thread. */
public final class Trail {
  private final List<Check> checks;

  /** A trail without checks. */
  public Trail() {
    this(List.of());
  }

  private Trail(List<Check> checks) {
    this.checks = new ArrayList<>(checks);
  }

  /** A trail of its own that begins with the checks made so far. */
  public Trail fork() {
    return new Trail(checks);
  }

  /** Continues as {@code fork} does. */
  public void takeOver(Trail fork) {
    checks.clear();
    checks.addAll(fork.checks);
  }

  /**
   * Notes a check that passed.
   *
   * @param detail what was established, one clause for people
   */
  public void passed(Check.Step step, String detail) {
    checks.add(new Check.Passed(step, detail));
  }

  /**
   * Notes a check that failed, which ends the candidate.
   *
   * @return nothing, for the caller to return in turn
   */
  public <T> Optional<T> failed(Check.Step step, Failure failure) {
    checks.add(new Check.Failed(step, failure));
    return Optional.empty();
  }

  /** The checks so far. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }
}
