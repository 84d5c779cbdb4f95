package dev.portcullis.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may vouch: the unit of requirements, metrics and revocation. */
public sealed interface Signer {
  /** The name in the policy file. */
  String name();

  /**
   * A holder of any of some public keys.
   *
   * @param keys the keys, one or more
   */
  record Keys(String name, List<SignerKey> keys) implements Signer {
    /** Copies the list. */
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  /**
   * One key of a signer.
   *
   * @param fingerprint the lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo
   * @param label what people call it: the file name
   * @param notBefore the first instant at which it may vouch
   * @param notAfter the last instant at which it may vouch
   */
  record SignerKey(
      String fingerprint, String label, Optional<Instant> notBefore, Optional<Instant> notAfter) {}
}
