package dev.portcullis.proxy.admission;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Notes;
import dev.portcullis.policy.Rule;
import dev.portcullis.proxy.revocation.RevocationWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Keeps what was decided for as long as it is good for: in memory, and what met its rule on disk.
 * Never blocks.
 *
 * @param absentFor how long what may soon be otherwise is kept
 */
record VerdictKeeper(VerdictMemory memory, Ledger ledger, Duration absentFor, InstantSource clock) {
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  void keep(
      Judge.Question question,
      HeldManifest held,
      Decision decision,
      String id,
      Grounds grounds,
      RevocationWatch watch,
      Notes notes) {
    Instant now = clock.instant();
    Instant soon = now.plus(absentFor);
    Instant latest = decision.validUntil().orElse(NEVER);
    Instant sooner = latest.isBefore(soon) ? latest : soon;
    Rule rule = question.book().policy().ruleFor(question.key().repository());
    switch (decision) {
      case Decision.Admit admit -> {
        boolean verified = admit.basis() == Decision.Basis.VERIFIED;
        boolean saved = verified || admit.basis() == Decision.Basis.OPEN;
        boolean settled = saved || admit.basis() == Decision.Basis.LISTED;
        LastNoted standing =
            verified ? Ledger.noted(rule, now, notes.lasts().orElse(NEVER)) : LastNoted.NEVER;
        Verdict verdict =
            new Verdict(admit, id, settled ? latest : sooner, grounds, watch, standing);
        memory.keep(question.key(), verdict);
        ledger.note(question.key(), held.manifest(), now);
        if (saved) {
          ledger.save(question.key(), verdict, verified ? question.book().standing(rule) : "", now);
        }
      }
      case Decision.Refuse refuse -> {
        memory.keep(question.key(), new Verdict(refuse, id, sooner, grounds, watch));
        if (!rule.terms().seenWithin().isZero()) {
          ledger.forget(question.key());
        }
      }
      case Decision.Undecided _ -> {} // asked again next time: trouble is no outcome
    }
  }
}
