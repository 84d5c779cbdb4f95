package dev.portcullis.verify;

/** The authenticated identity behind a signature. Whether it is trusted for what is policy's. */
public sealed interface Voucher {
  /**
   * A configured public key.
   *
   * @param fingerprint the lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo
   */
  record Key(String fingerprint) implements Voucher {}
}
