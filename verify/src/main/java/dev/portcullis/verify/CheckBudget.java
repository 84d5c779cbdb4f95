package dev.portcullis.verify;

import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Failure.Code;
import java.util.Optional;

/**
 * How many signatures may still be checked, so that evidence which strangers made to be expensive
 * costs a bounded amount of work. What is rejected without a check of a signature costs nothing.
 * For one thread.
 */
public final class CheckBudget {
  private final Optional<CheckBudget> whole;
  private int left;

  private CheckBudget(Optional<CheckBudget> whole, int left) {
    this.whole = whole;
    this.left = left;
  }

  /** A budget of {@code checks}, for one subject. */
  public static CheckBudget of(int checks) {
    return new CheckBudget(Optional.empty(), checks);
  }

  /**
   * At most {@link Limits#CANDIDATE_CHECKS} of this one, for one signature with what came with it,
   * and what hashing the signed bytes costs: no candidate can spend what the others need.
   *
   * @param signed the number of bytes that are signed
   */
  public CheckBudget share(int signed) {
    return new CheckBudget(Optional.of(this), Limits.CANDIDATE_CHECKS + ofHashing(signed));
  }

  /** As how many checks it counts to hash so many bytes. */
  public static int ofHashing(int bytes) {
    return bytes / Limits.KEY_TRIAL_BYTES;
  }

  /**
   * Takes {@code checks}, before they are made.
   *
   * @return whether there were as many; if not, nothing is taken and they must not be made
   */
  public boolean take(int checks) {
    if (checks > left || (whole.isPresent() && !whole.get().take(checks))) {
      return false;
    }
    left -= checks;
    return true;
  }

  /** That there were too few left. */
  public static Failure exhausted() {
    return Failure.of(
        Code.LIMIT,
        "not verified to the end: this artifact's evidence asks for too many checks of signatures");
  }
}
