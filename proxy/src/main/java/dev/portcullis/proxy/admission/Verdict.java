package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenyList;
import dev.portcullis.proxy.revocation.RevocationWatch;
import java.time.Instant;
import java.util.Set;

/**
 * A decision as it is remembered.
 *
 * @param decision the decision
 * @param id its id
 * @param revision the {@link Rulebook#revision} it was made under
 * @param expires the last instant at which it may be used
 * @param chain the digests it rests on: its own, and those of the indexes that vouch for it
 * @param signers the names of the signers it rests on
 * @param keys the fingerprints of the keys it rests on
 * @param watch the revocation cells it rests on
 */
record Verdict(
    Decision decision,
    String id,
    String revision,
    Instant expires,
    Set<Digest> chain,
    Set<String> signers,
    Set<String> keys,
    RevocationWatch watch) {
  Verdict {
    chain = Set.copyOf(chain);
    signers = Set.copyOf(signers);
    keys = Set.copyOf(keys);
  }

  /** Whether it may be used at {@code now} under {@code rulebook}. */
  boolean holds(Rulebook rulebook, Instant now) {
    return revision.equals(rulebook.revision())
        && !now.isAfter(expires)
        && !isDenied(rulebook.policy().denied())
        && (watch.isEmpty() || watch.holds(now.toEpochMilli()));
  }

  private boolean isDenied(DenyList denied) {
    return intersects(denied.digests(), chain)
        || intersects(denied.signers(), signers)
        || intersects(denied.keys(), keys);
  }

  private static <T> boolean intersects(Set<T> denied, Set<T> used) {
    if (denied.isEmpty()) {
      return false;
    }
    for (T one : used) {
      if (denied.contains(one)) {
        return true;
      }
    }
    return false;
  }
}
