package dev.portcullis.proxy.ops;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import java.time.Duration;
import java.time.Instant;
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
        rule, new Explanation("the referrers API was silent", List.of()), Optional.empty());
  }

  static DecisionEntry entry(Decision decision) {
    return new DecisionEntry(
        Instant.parse("2026-11-25T12:00:00Z"),
        "d-1",
        new RepositoryName("registry.acme.io", "prod/api"),
        Optional.of("v1"),
        Digest.sha256(Bytes.utf8("x")),
        "10.0.0.7",
        decision,
        Duration.ofNanos(1_234_567));
  }
}
