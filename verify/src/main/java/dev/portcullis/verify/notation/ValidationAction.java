package dev.portcullis.verify.notation;

import java.util.Arrays;
import java.util.Optional;

/** What follows from a failed validation step (3.4). */
public enum ValidationAction {
  /** The signature does not count. */
  ENFORCE("enforce"),
  /** The failure is recorded and evaluation goes on. */
  LOG("log"),
  /** The step is not taken. */
  SKIP("skip");

  private final String text;

  ValidationAction(String text) {
    this.text = text;
  }

  /** The action that policies name {@code text}. */
  static Optional<ValidationAction> named(String text) {
    return Arrays.stream(values()).filter(action -> action.text.equals(text)).findFirst();
  }

  /** The name in policies. */
  @Override
  public String toString() {
    return text;
  }
}
