package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.x509.AuthorityChain;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * An RFC 3161 authority that a root trusts (sigstore spec notes, 2.8 and 3).
 *
 * @param uri its URL, for people
 * @param signer the certificate that signs timestamps
 * @param chain the certificates above it, checked among themselves; empty if the signer itself is
 *     the anchor
 * @param validFor when it may sign
 * @param operator who runs it, empty if not said
 */
public record TimestampAuthority(
    String uri,
    Certificate signer,
    Optional<AuthorityChain> chain,
    TimeRange validFor,
    String operator) {

  /** Whether its certificates are valid and it may sign at {@code instant}. */
  boolean isValidAt(Instant instant) {
    return validFor.contains(instant)
        && signer.isValidAt(instant)
        && (chain.isEmpty() || chain.get().isValidAt(instant));
  }

  /** The party that a threshold counts once: the operator if known, else the signer's key. */
  String party() {
    return operator.isEmpty() ? signer.spki().toHex() : operator;
  }
}
