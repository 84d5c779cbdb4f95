package dev.portcullis.verify.notation;

import java.util.Arrays;
import java.util.Optional;

/** What a signature is judged by, in the order of evaluation (3.4). */
public enum ValidationStep {
  /** Form, algorithm, signature, chain profile, and that it is about this artifact. */
  INTEGRITY("integrity"),
  /**
   * A trust store of the scheme's type holds a certificate of the chain; the identity is listed.
   */
  AUTHENTICITY("authenticity"),
  /** The signature's own end of life. */
  EXPIRY("expiry"),
  /** The time of signing, or the present, lies within the validity of the chain. */
  AUTHENTIC_TIMESTAMP("authenticTimestamp"),
  /** No certificate of the chain is revoked, and that is known. */
  REVOCATION("revocation");

  private final String text;

  ValidationStep(String text) {
    this.text = text;
  }

  /** The step that policies name {@code text}. */
  static Optional<ValidationStep> named(String text) {
    return Arrays.stream(values()).filter(step -> step.text.equals(text)).findFirst();
  }

  /** The name in policies. */
  @Override
  public String toString() {
    return text;
  }
}
