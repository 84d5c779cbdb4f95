package dev.portcullis.verify.x509;

import java.util.List;

/** What one raw answer contributes to a question. */
sealed interface Acceptance {
  /** It may be relied on for {@code status}, which is never unknown. */
  record Accepted(RevocationStatus status) implements Acceptance {}

  /**
   * It may not be relied on.
   *
   * @param cause why, one clause for people
   * @param alsoNeeded URLs of lists without which it does not count
   */
  record Rejected(String cause, List<String> alsoNeeded) implements Acceptance {
    /** Copies the list. */
    public Rejected {
      alsoNeeded = List.copyOf(alsoNeeded);
    }
  }

  /** A rejection that nothing else would change. */
  static Acceptance rejected(String cause) {
    return new Rejected(cause, List.of());
  }
}
