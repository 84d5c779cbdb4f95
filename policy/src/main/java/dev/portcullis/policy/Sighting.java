package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * That a subject met its rule before, by a store that only the proxy writes to. The caller has made
 * sure that it is about the same repository and digest, under the same revisions of the rule and of
 * the trust anchors, and that no certificate that it rests on is known to be revoked since.
 *
 * @param at the last instant at which it is known to have met its rule
 * @param lasts the last instant at which what it rests on may still meet the rule, whatever is
 *     answered about revocation
 * @param id the id of that decision
 * @param chain the digests that it rests on, under every algorithm
 * @param signers the names of the signers that it rests on
 * @param keys the fingerprints of the keys and certificates that it rests on
 * @param logEntries the transparency log entries that it rests on
 */
public record Sighting(
    Instant at,
    Instant lasts,
    String id,
    Set<Digest> chain,
    Set<String> signers,
    Set<String> keys,
    Set<String> logEntries) {
  /** Copies the sets. */
  public Sighting {
    chain = Set.copyOf(chain);
    signers = Set.copyOf(signers);
    keys = Set.copyOf(keys);
    logEntries = Set.copyOf(logEntries);
  }

  /** The last instant at which it counts, if it counts for {@code within}. */
  Instant until(Duration within) {
    Instant until = at.plus(within);
    return until.isBefore(lasts) ? until : lasts;
  }

  /**
   * Whether it counts at {@code now}: it is neither older than {@code within} nor of the future,
   * has not come to its own end, and rests on nothing that the operator has revoked.
   */
  boolean counts(Duration within, DenyList denied, Instant now) {
    return !now.isBefore(at)
        && !now.isAfter(until(within))
        && !denied.touches(chain, signers, keys, logEntries);
  }
}
