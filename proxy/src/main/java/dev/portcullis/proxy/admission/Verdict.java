package dev.portcullis.proxy.admission;

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
 * @param expires the last instant at which it may be used
 * @param grounds what it rests on
 * @param watch the revocation cells it rests on
 */
record Verdict(
    Decision decision, String id, Instant expires, Grounds grounds, RevocationWatch watch) {

  /** Whether it may be used at {@code now} under {@code rulebook}. */
  boolean holds(Rulebook rulebook, Instant now) {
    return grounds.revision().equals(rulebook.revision())
        && !now.isAfter(expires)
        && !isDenied(rulebook.policy().denied())
        && (watch.isEmpty() || watch.holds(now.toEpochMilli()));
  }

  /** Whether the operator has revoked something that it rests on. */
  boolean isDenied(DenyList denied) {
    return intersects(denied.digests(), grounds.chain())
        || intersects(denied.signers(), grounds.signers())
        || intersects(denied.keys(), grounds.keys())
        || intersects(denied.certificates(), grounds.keys())
        || intersects(denied.logEntries(), grounds.logEntries());
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
