package dev.portcullis.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The outcome for one subject under one rule. */
public sealed interface Decision {
  /** The name of the rule. */
  String rule();

  /** What was required and what was found, for the client and the record. */
  Explanation explanation();

  /**
   * The last instant at which this decision may be used without deciding again; empty if time alone
   * does not change it.
   */
  Optional<Instant> validUntil();

  /**
   * It may leave.
   *
   * @param permit leave for exactly this subject
   * @param basis why
   * @param signers the names of the signers that were counted
   */
  record Admit(
      String rule,
      Explanation explanation,
      Optional<Instant> validUntil,
      Permit permit,
      Basis basis,
      List<String> signers)
      implements Decision {
    /** Copies the list. */
    public Admit {
      signers = List.copyOf(signers);
    }
  }

  /** Why something may leave. */
  enum Basis {
    /** It meets its rule. */
    VERIFIED,
    /** It does not, and the rule is in {@code warn} mode. */
    WARNED,
    /** It does not, and the rule is in {@code audit} mode. */
    AUDITED,
    /** Its rule, or {@code unmatched}, admits anything. */
    OPEN,
    /** It is exempted from its rule for a time. */
    EXEMPTED,
    /** It is an index, and its rule leaves everything to its manifests. */
    LISTED,
    /** It cannot be told now, but it met its rule a short time ago, and that is enough for it. */
    SEEN
  }

  /**
   * It may not leave.
   *
   * @param refusal the kind of reason
   */
  record Refuse(String rule, Explanation explanation, Optional<Instant> validUntil, Refusal refusal)
      implements Decision {}

  /** The kinds of refusal. */
  enum Refusal {
    /** The rule's requirements are not met. */
    UNVERIFIED,
    /** The operator has revoked the artifact, or every signer that could vouch for it. */
    REVOKED,
    /** No rule matches and {@code unmatched} refuses. */
    UNMATCHED
  }

  /**
   * It could not be told: a source of evidence that might have changed the outcome was silent.
   *
   * @param isRevoked whether it would be admitted but for the deny list, so that nothing but other
   *     evidence may help it
   */
  record Undecided(
      String rule, Explanation explanation, Optional<Instant> validUntil, boolean isRevoked)
      implements Decision {}
}
