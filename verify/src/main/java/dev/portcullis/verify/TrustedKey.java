package dev.portcullis.verify;

/**
 * A public key that signers may use, with what is asked of its signatures.
 *
 * @param key the key
 * @param log whether a transparency log must hold what it signs
 */
public record TrustedKey(VerificationKey key, LogDemand log) {
  /** The key, without any log. */
  public static TrustedKey of(VerificationKey key) {
    return new TrustedKey(key, new LogDemand.Off());
  }
}
