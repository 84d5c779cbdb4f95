package dev.portcullis.proxy.admission;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenyList;
import dev.portcullis.proxy.revocation.RevocationWatch;
import java.time.Instant;

/**
 * A decision as it is remembered.
 *
 * @param decision the decision
 * @param id its id
 * @param expires the last instant at which it may be used
 * @param grounds what it rests on
 * @param watch the revocation cells it rests on
 * @param standing when it was last noted on disk that it stands
 */
record Verdict(
    Decision decision,
    String id,
    Instant expires,
    Grounds grounds,
    RevocationWatch watch,
    LastNoted standing) {
  /** A verdict whose standing need not be noted. */
  Verdict(Decision decision, String id, Instant expires, Grounds grounds, RevocationWatch watch) {
    this(decision, id, expires, grounds, watch, LastNoted.NEVER);
  }

  /** Whether it may be used at {@code now} under {@code rulebook}. */
  boolean holds(Rulebook rulebook, Instant now) {
    return grounds.revision().equals(rulebook.revision())
        && !now.isAfter(expires)
        && !isDenied(rulebook.policy().denied())
        && (!isExempted() || rulebook.policy().exempts(grounds.chain(), now))
        && (watch.isEmpty() || watch.holds(now.toEpochMilli()));
  }

  /** Whether it rests on an exemption, which may be taken back. */
  private boolean isExempted() {
    return decision instanceof Decision.Admit admit && admit.basis() == Decision.Basis.EXEMPTED;
  }

  /** Whether the operator has revoked something that it rests on. */
  boolean isDenied(DenyList denied) {
    return denied.touches(grounds.chain(), grounds.signers(), grounds.keys(), grounds.logEntries());
  }
}
