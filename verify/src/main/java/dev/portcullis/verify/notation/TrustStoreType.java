package dev.portcullis.verify.notation;

import java.util.Arrays;
import java.util.Optional;

/** What the certificates of a trust store are trusted for (3.3). */
public enum TrustStoreType {
  /** Authorities whose certificates sign artifacts. */
  CA("ca"),
  /** Authorities that sign artifacts on behalf of others and vouch for the time. */
  SIGNING_AUTHORITY("signingAuthority"),
  /** Roots of timestamping authorities (RFC 3161). */
  TSA("tsa");

  private final String text;

  TrustStoreType(String text) {
    this.text = text;
  }

  /** The type that policies and directories name {@code text}. */
  public static Optional<TrustStoreType> named(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }

  /** The name in policies and the name of the directory. */
  @Override
  public String toString() {
    return text;
  }
}
