package dev.portcullis.verify.sigstore;

/**
 * How many independent parties of a root must have witnessed a signature (sigstore spec notes, 1.6
 * and 2.6).
 *
 * @param logs transparency logs that hold the signature, 0 or more
 * @param scts certificate transparency logs that hold the certificate, 0 or more
 * @param timestamps timestamp authorities that have seen the signature, 0 or more
 */
public record Thresholds(int logs, int scts, int timestamps) {
  /** What the public Sigstore instance gives: a log entry and a certificate's SCT. */
  public static final Thresholds PUBLIC = new Thresholds(1, 1, 0);

  /** What an instance without any log gives, such as GitHub's own for private repositories. */
  public static final Thresholds TIMESTAMP_ONLY = new Thresholds(0, 0, 1);

  /** Checks the ranges. */
  public Thresholds {
    if (logs < 0 || scts < 0 || timestamps < 0) {
      throw new IllegalArgumentException("a threshold must not be negative");
    }
  }
}
