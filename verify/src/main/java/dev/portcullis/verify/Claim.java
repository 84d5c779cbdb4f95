package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import java.util.Map;
import java.util.Optional;

/**
 * What a candidate says about the subject, read from bytes whose signature is not verified yet. It
 * becomes a {@link Verified} only in {@link Verifier}.
 */
public sealed interface Claim {
  /**
   * That the signer signed the artifact.
   *
   * @param annotations what the signer added
   * @param named the repository that the signer named, as written; empty if the form names none
   */
  record Signature(Map<String, String> annotations, Optional<String> named) implements Claim {
    /** Copies the map. */
    public Signature {
      annotations = Map.copyOf(annotations);
    }

    /** A claim of a form that names no repository. */
    public Signature(Map<String, String> annotations) {
      this(annotations, Optional.empty());
    }
  }

  /**
   * A statement about the artifact.
   *
   * @param predicateType the type of its predicate
   * @param statement its JSON
   */
  record Attestation(String predicateType, Bytes statement) implements Claim {}
}
