package dev.portcullis.policy;

import java.util.List;

/** What a rule demands of an artifact's findings. An empty list demands what nothing can meet. */
public sealed interface Requirement {
  /**
   * Every one of them.
   *
   * @param of the parts; empty is never met
   */
  record All(List<Requirement> of) implements Requirement {
    /** Copies the list. */
    public All {
      of = List.copyOf(of);
    }
  }

  /**
   * A number of them.
   *
   * @param count how many must be met, 1 or more; {@code any} is a count of 1
   * @param of the parts
   */
  record AtLeast(int count, List<Requirement> of) implements Requirement {
    /** Copies the list. */
    public AtLeast {
      of = List.copyOf(of);
      if (count < 1 || count > of.size()) {
        throw new IllegalArgumentException("atLeast must be between 1 and the number of parts");
      }
    }
  }

  /**
   * A signature over the artifact by a signer.
   *
   * @param by the signer
   */
  record Signature(Signer by) implements Requirement {}
}
