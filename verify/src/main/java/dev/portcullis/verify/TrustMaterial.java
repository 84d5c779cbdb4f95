package dev.portcullis.verify;

import java.util.List;

/**
 * The trust anchors that evidence is verified against, parsed once and kept. Which signer may vouch
 * for what is not said here; that is policy.
 *
 * @param keys every public key of every signer, without duplicates
 */
public record TrustMaterial(List<VerificationKey> keys) {
  /** Copies the list. */
  public TrustMaterial {
    keys = List.copyOf(keys);
  }
}
