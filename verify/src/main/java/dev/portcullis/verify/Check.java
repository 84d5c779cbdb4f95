package dev.portcullis.verify;

/** One step of verifying one candidate, and how it ended. */
public sealed interface Check {
  /** The step. */
  Step step();

  /** The steps, in the order of the common pipeline (sigstore spec notes, 2.0). */
  enum Step {
    FORMAT,
    SUBJECT,
    KEY,
    CERTIFICATE,
    SIGNATURE,
    LOG,
    TIMESTAMP,
    TIME,
    REVOCATION,
    IDENTITY,
    /** Whether a trust store vouches for the signer (Notary Project). */
    AUTHENTICITY,
    /** Whether the signature has come to the end that its signer has set. */
    EXPIRY
  }

  /**
   * It passed.
   *
   * @param detail what was established, one clause for people
   */
  record Passed(Step step, String detail) implements Check {}

  /**
   * It failed.
   *
   * @param failure why
   */
  record Failed(Step step, Failure failure) implements Check {}
}
