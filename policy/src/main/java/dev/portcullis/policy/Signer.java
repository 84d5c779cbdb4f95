package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may vouch: the unit of requirements, metrics and revocation. */
public sealed interface Signer {
  /** The name in the policy file, by {@link Rule#isName}. */
  String name();

  /**
   * A holder of any of some public keys.
   *
   * @param keys the keys, one or more, each once
   */
  record Keys(String name, List<SignerKey> keys) implements Signer {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if {@code name} is not a name, or there is no key, or one
     *     twice
     */
    public Keys {
      keys = List.copyOf(keys);
      if (!Rule.isName(name)) {
        throw new IllegalArgumentException("not a name: " + name);
      }
      if (keys.isEmpty()
          || keys.stream().map(SignerKey::fingerprint).distinct().count() < keys.size()) {
        throw new IllegalArgumentException("signer " + name + " has no key, or one twice");
      }
    }
  }

  /**
   * One key of a signer. It vouches only within its window, judged at the instant of the decision
   * and not of the signing, which a key alone cannot prove.
   *
   * @param fingerprint the lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo
   * @param label what people call it: the file name
   * @param notBefore the first instant at which it may vouch
   * @param notAfter the last instant at which it may vouch
   */
  record SignerKey(
      String fingerprint, String label, Optional<Instant> notBefore, Optional<Instant> notAfter) {
    /** Checks that the window is not empty, and makes the label fit to print. */
    public SignerKey {
      label = Quoting.shorten(label);
      if (notBefore.isPresent()
          && notAfter.isPresent()
          && notAfter.get().isBefore(notBefore.get())) {
        throw new IllegalArgumentException("key " + label + " ends before it begins");
      }
    }

    /** A key without a window. */
    public static SignerKey of(String fingerprint, String label) {
      return new SignerKey(fingerprint, label, Optional.empty(), Optional.empty());
    }
  }
}
