package dev.portcullis.proxy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Recollection;
import dev.portcullis.policy.RecollectionReader;
import dev.portcullis.policy.Rehearsal;
import dev.portcullis.policy.Replay;
import dev.portcullis.policy.Rule;
import dev.portcullis.proxy.record.RecordEntry;
import java.util.List;
import java.util.Optional;

/**
 * What another policy makes of pulls that are alike.
 *
 * @param pulls the pulls
 * @param change whether it is another decision
 * @param decision what would be decided, in the word of the record; empty if it cannot be told
 * @param rule the rule that would decide
 * @param reasons why, or what cannot be told
 */
record ReplayedPulls(
    RecordedPulls.Pulls pulls, Change change, String decision, String rule, List<String> reasons) {
  /** Copies the list. */
  ReplayedPulls {
    reasons = List.copyOf(reasons);
  }

  /** Whether the decision is another one. */
  enum Change {
    /** It is the same. */
    SAME,
    /** It is another. */
    CHANGED,
    /** It cannot be told. */
    UNKNOWN
  }

  /** Asks {@code replay} about {@code pulls}; {@code findings} is what is kept of them. */
  static ReplayedPulls of(Replay replay, RecordedPulls.Pulls pulls, String findings) {
    RecordEntry entry = pulls.first();
    if (entry.rule().equals(Rule.EVIDENCE) || entry.basis().equals("unacceptable")) {
      return new ReplayedPulls(
          pulls, Change.SAME, entry.decision(), entry.rule(), List.of(entry.reason()));
    }
    try {
      Optional<Recollection> kept =
          findings.isEmpty() ? Optional.empty() : Optional.of(RecollectionReader.read(findings));
      Replay.Outcome outcome =
          replay.decide(
              RepositoryName.parse(entry.image()),
              Digest.parse(entry.digest()),
              kept,
              entry.first());
      return switch (outcome) {
        case Replay.Outcome.Unknown(String rule, List<String> why) -> unknown(pulls, rule, why);
        case Replay.Outcome.Told(Rehearsal made) -> told(pulls, made);
      };
    } catch (MalformedException e) {
      return unknown(pulls, "", List.of("the entry cannot be read: " + e.getMessage()));
    }
  }

  private static ReplayedPulls told(RecordedPulls.Pulls pulls, Rehearsal made) {
    RecordEntry entry = pulls.first();
    boolean isServed = made.verdict() != Rehearsal.Verdict.REFUSE;
    if (entry.basis().equals("revoked") && isServed) {
      return unknown(
          pulls,
          made.rule(),
          List.of("whether it is still revoked; no file of the new configuration says so"));
    }
    String reason = made.explanation().summary();
    return decided(pulls, made.verdict().word(), made.rule(), reason);
  }

  /** A decision that was made by asking anew. */
  static ReplayedPulls decided(
      RecordedPulls.Pulls pulls, String decision, String rule, String reason) {
    Change change = decision.equals(pulls.first().decision()) ? Change.SAME : Change.CHANGED;
    return new ReplayedPulls(pulls, change, decision, rule, List.of(reason));
  }

  private static ReplayedPulls unknown(RecordedPulls.Pulls pulls, String rule, List<String> why) {
    return new ReplayedPulls(pulls, Change.UNKNOWN, "", rule, why);
  }
}
