package dev.portcullis.policy;

import java.util.List;

/**
 * Why a decision is what it is, as a tree of requirements.
 *
 * @param summary one sentence without a final stop: what was required, what was found
 * @param requirements the outcome of each requirement
 */
public record Explanation(String summary, List<Outcome> requirements) {
  /** Copies the list. */
  public Explanation {
    requirements = List.copyOf(requirements);
  }

  /**
   * What came of one requirement.
   *
   * @param requirement in words: {@code "signature by release"}
   * @param met whether it is met
   * @param reasons how it was met, or why each candidate did not count
   * @param parts the outcomes of its parts
   */
  public record Outcome(
      String requirement, boolean met, List<String> reasons, List<Outcome> parts) {
    /** Copies the lists. */
    public Outcome {
      reasons = List.copyOf(reasons);
      parts = List.copyOf(parts);
    }
  }
}
