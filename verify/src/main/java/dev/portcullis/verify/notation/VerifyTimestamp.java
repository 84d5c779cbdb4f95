package dev.portcullis.verify.notation;

import java.util.Arrays;
import java.util.Optional;

/** When a timestamp is demanded, where a {@code tsa} store is named (3.1). */
public enum VerifyTimestamp {
  /** Of every signature under scheme {@code notary.x509}. */
  ALWAYS("always"),
  /** Only where a certificate of the chain is past its end. */
  AFTER_CERT_EXPIRY("afterCertExpiry");

  private final String text;

  VerifyTimestamp(String text) {
    this.text = text;
  }

  /** The choice that policies name {@code text}. */
  static Optional<VerifyTimestamp> named(String text) {
    return Arrays.stream(values()).filter(choice -> choice.text.equals(text)).findFirst();
  }

  /** The name in policies. */
  @Override
  public String toString() {
    return text;
  }
}
