package dev.portcullis.proxy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.Grounds;
import dev.portcullis.proxy.admission.Outcome;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.record.DecisionRecord;
import dev.portcullis.proxy.record.PullKey;
import dev.portcullis.proxy.record.RecordEntry;
import dev.portcullis.proxy.server.Pull;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Notes each pull in the metrics and the record before it is answered; never waits itself. */
final class Recorder {
  private static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);

  private final Metrics metrics;
  private final DecisionRecord record;
  private final InstantSource clock;

  Recorder(Metrics metrics, DecisionRecord record, InstantSource clock) {
    this.metrics = metrics;
    this.record = record;
    this.clock = clock;
  }

  /** Completes when the pull may be answered; with false if it must not be. */
  CompletableFuture<Boolean> record(Pull pull) {
    return switch (pull.answer()) {
      case Answer.Serve serve ->
          decided(pull, serve.decision(), serve.held().digest(), serve.id(), serve.grounds());
      case Answer.Refused refused ->
          decided(pull, refused.decision(), refused.digest(), refused.id(), refused.grounds());
      case Answer.Undecided undecided ->
          decided(
              pull, undecided.decision(), undecided.digest(), undecided.id(), undecided.grounds());
      case Answer.Absent _ -> undecided(pull, "absent");
      case Answer.AccessDenied _ -> undecided(pull, "denied");
      case Answer.Trouble _ -> undecided(pull, "trouble");
      case Answer.Unacceptable(String message) -> unacceptable(pull, message);
      case Answer.Relay _, Answer.Unreferenced _ -> undecided(pull, "unacceptable");
    };
  }

  private CompletableFuture<Boolean> undecided(Pull pull, String kind) {
    metrics.undecided(kind, pull.repository().registry());
    return YES;
  }

  private CompletableFuture<Boolean> unacceptable(Pull pull, String message) {
    metrics.undecided("unacceptable", pull.repository().registry());
    Optional<Digest> digest =
        pull.target() instanceof Reference.ByDigest(Digest asked)
            ? Optional.of(asked)
            : Optional.empty();
    PullKey key = new PullKey("", digest, pull.repository(), pull.target(), pull.client());
    return record.note(
        key,
        pull.nanos(),
        () ->
            entry(
                pull,
                digest,
                "",
                "none",
                "refuse",
                "unacceptable",
                new Explanation(message, List.of()),
                Grounds.none()));
  }

  private CompletableFuture<Boolean> decided(
      Pull pull, Decision decision, Digest digest, String id, Grounds grounds) {
    metrics.decided(
        decision,
        id,
        pull.repository().registry(),
        pull.isWarm() ? Metrics.Path.HOT : Metrics.Path.COLD,
        pull.nanos());
    if (decision instanceof Decision.Refuse refuse
        && refuse.refusal() == Decision.Refusal.UNVERIFIED
        && !grounds.evidence().isEmpty()) {
      metrics.refusedSigned(decision.rule());
    }
    if (decision instanceof Decision.Admit admit && admit.basis() == Decision.Basis.EXEMPTED) {
      metrics.exemptions().used(grounds.chain());
    }
    Optional<Digest> content = Optional.of(digest);
    PullKey key = new PullKey(id, content, pull.repository(), pull.target(), pull.client());
    return record.note(
        key,
        pull.nanos(),
        () ->
            entry(
                pull,
                content,
                id,
                decision.rule(),
                Outcome.of(decision).word(),
                basis(decision),
                decision.explanation(),
                grounds));
  }

  private RecordEntry entry(
      Pull pull,
      Optional<Digest> digest,
      String id,
      String rule,
      String decision,
      String basis,
      Explanation explanation,
      Grounds grounds) {
    Instant now = clock.instant();
    return new RecordEntry(
            RecordEntry.Kind.PULL,
            now,
            now,
            id,
            pull.repository().toString(),
            pull.target() instanceof Reference.Tag(String name) ? name : "",
            digest.map(Digest::toString).orElse(""),
            grounds.platform().orElse(""),
            pull.client(),
            rule,
            grounds.revision(),
            decision,
            basis,
            explanation.summary(),
            ExplanationJson.of(explanation),
            grounds.findings(),
            List.copyOf(grounds.signers()),
            List.copyOf(grounds.keys()),
            grounds.evidence().stream().map(Digest::toString).toList(),
            List.copyOf(grounds.logEntries()),
            TimeUnit.NANOSECONDS.toMicros(pull.nanos()),
            1)
        .traced(pull.traceId().orElse(""));
  }

  private static String basis(Decision decision) {
    return switch (decision) {
      case Decision.Admit admit -> admit.basis().name().toLowerCase(Locale.ROOT);
      case Decision.Refuse refuse -> refuse.refusal().name().toLowerCase(Locale.ROOT);
      case Decision.Undecided undecided -> "undecided";
    };
  }
}
