package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import java.util.Set;

/**
 * What is revoked by the operator's own word. It overrules every rule, exemption and mode.
 *
 * @param digests artifacts
 * @param signers signers, by name
 * @param keys public keys, by fingerprint (lower-case hexadecimal SHA-256 of the
 *     SubjectPublicKeyInfo)
 */
public record DenyList(Set<Digest> digests, Set<String> signers, Set<String> keys) {
  /** Copies the sets. */
  public DenyList {
    digests = Set.copyOf(digests);
    signers = Set.copyOf(signers);
    keys = Set.copyOf(keys);
  }

  /** Nothing is revoked. */
  public static DenyList empty() {
    return new DenyList(Set.of(), Set.of(), Set.of());
  }
}
