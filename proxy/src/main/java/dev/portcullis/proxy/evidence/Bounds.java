package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Limits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one search may fetch. Signatures and what is larger are counted apart, so that a flood of
 * one cannot drive out the other.
 */
final class Bounds {
  private final long largest;
  private final Wanted wanted;
  private final EvidenceLease lease;
  private final AtomicLong signaturesLeft = new AtomicLong(Limits.EVIDENCE_BYTES);
  private final AtomicLong othersLeft;

  /**
   * Bounds of one search.
   *
   * @param largest the bytes of a statement or SBOM, and of all of them
   */
  Bounds(long largest, Wanted wanted, EvidenceLease lease) {
    this.largest = largest;
    this.wanted = wanted;
    this.lease = lease;
    this.othersLeft = new AtomicLong(largest);
  }

  Wanted wanted() {
    return wanted;
  }

  /** The bytes that a piece of evidence may have whose kind may have {@code kind}. */
  long limit(long kind) {
    return wanted.statements() ? Math.min(kind, largest) : Math.min(kind, Limits.SIGNATURE_BYTES);
  }

  /** Counts a piece; whether the search may have it besides all that it already has. */
  boolean take(long bytes) {
    AtomicLong left = bytes <= Limits.SIGNATURE_BYTES ? signaturesLeft : othersLeft;
    return left.addAndGet(-bytes) >= 0;
  }

  /** The bytes that pieces as large as this one may have together. */
  long whole(long bytes) {
    return bytes <= Limits.SIGNATURE_BYTES ? Limits.EVIDENCE_BYTES : largest;
  }

  EvidenceLease lease() {
    return lease;
  }
}
