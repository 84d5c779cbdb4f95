package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.notation.TrustPolicyDocument;
import dev.portcullis.verify.x509.RevocationMode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Who may vouch: the unit of requirements, metrics and revocation. */
public sealed interface Signer {
  /** The name in the policy file, by {@link Rule#isName}. */
  String name();

  /** The same, were nothing ever asked about revocation. */
  default Signer regardlessOfRevocation() {
    return switch (this) {
      case Keys keys -> keys;
      case Keyless keyless -> new Keyless(keyless.name(), keyless.identities(), RevocationMode.OFF);
      case Notation policy ->
          new Notation(
              policy.name(),
              policy.document(),
              policy.label(),
              policy.revision(),
              RevocationMode.OFF);
    };
  }

  /** What there is several of, to follow the name in messages; empty if there is one only. */
  String choice();

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
      requireName(name);
      if (keys.isEmpty()
          || keys.stream().map(SignerKey::fingerprint).distinct().count() < keys.size()) {
        throw new IllegalArgumentException("signer " + name + " has no key, or one twice");
      }
    }

    @Override
    public String choice() {
      return keys.size() > 1 ? " (any of " + keys.size() + " keys)" : "";
    }
  }

  /**
   * One key of a signer. It vouches only within its window: judged at the proven times of signing
   * where a log or a timestamp proves any, else at the instant of the decision, since a key alone
   * cannot prove when it was used.
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

    /** Whether {@code time} is within its window. */
    public boolean mayVouchAt(Instant time) {
      return notBefore.filter(time::isBefore).isEmpty() && notAfter.filter(time::isAfter).isEmpty();
    }

    /** A key without a window. */
    public static SignerKey of(String fingerprint, String label) {
      return new SignerKey(fingerprint, label, Optional.empty(), Optional.empty());
    }
  }

  /**
   * A holder of a certificate that a Sigstore instance, or an own authority, gives out for any of
   * some identities.
   *
   * @param identities the identities, one or more, each once
   * @param revocation what follows from a revocation status that is not known, for certificates of
   *     own authorities
   */
  record Keyless(String name, List<KeylessIdentity> identities, RevocationMode revocation)
      implements Signer {
    /** A signer that nothing of unknown revocation status passes for. */
    public Keyless(String name, List<KeylessIdentity> identities) {
      this(name, identities, RevocationMode.HARD);
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if {@code name} is not a name, or there is no identity, or
     *     one twice
     */
    public Keyless {
      identities = List.copyOf(identities);
      requireName(name);
      if (identities.isEmpty() || new HashSet<>(identities).size() < identities.size()) {
        throw new IllegalArgumentException("signer " + name + " has no identity, or one twice");
      }
    }

    /** Whether a certificate of it may be one that can be revoked: an own authority's. */
    public boolean isRevocable() {
      return identities.stream().anyMatch(KeylessIdentity::isOwn);
    }

    @Override
    public String choice() {
      return identities.size() > 1 ? " (any of " + identities.size() + " identities)" : "";
    }
  }

  /**
   * Whoever a Notary Project trust policy document lets vouch for the repository in question
   * (notation spec notes, 3).
   *
   * @param document the document: that of a file, or one statement for every repository
   * @param label what people call it: the file name, or the stores
   * @param revision names the content of {@code document}; another content has another
   * @param revocation what follows from a revocation status that is not known
   */
  record Notation(
      String name,
      TrustPolicyDocument document,
      String label,
      String revision,
      RevocationMode revocation)
      implements Signer {
    /** A signer that nothing of unknown revocation status passes for. */
    public Notation(String name, TrustPolicyDocument document, String label, String revision) {
      this(name, document, label, revision, RevocationMode.HARD);
    }

    /**
     * Makes the label fit to print.
     *
     * @throws IllegalArgumentException if {@code name} is not a name
     */
    public Notation {
      label = Quoting.shorten(label);
      requireName(name);
    }

    @Override
    public String choice() {
      return "";
    }
  }

  private static void requireName(String name) {
    if (!Rule.isName(name)) {
      throw new IllegalArgumentException("not a name: " + name);
    }
  }
}
