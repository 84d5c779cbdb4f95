package dev.portcullis.proxy.ops;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import java.util.List;
import java.util.Optional;

/** Decisions for tests, without the policy that leads to them. */
final class Decisions {
  private Decisions() {}

  static Decision refusal(String rule, String summary) {
    return new Decision.Refuse(
        rule, new Explanation(summary, List.of()), Optional.empty(), Decision.Refusal.UNVERIFIED);
  }

  static Decision undecided(String rule) {
    return new Decision.Undecided(
        rule, new Explanation("the referrers API was silent", List.of()), Optional.empty(), false);
  }
}
