package dev.portcullis.proxy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.Decision;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.ops.DecisionEntry;
import dev.portcullis.proxy.ops.DecisionLog;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.server.Pull;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Writes each answered pull to the metrics and the decision log, on event loops; never waits. */
final class Recorder {
  private final Metrics metrics;
  private final DecisionLog log;
  private final InstantSource clock;

  Recorder(Metrics metrics, DecisionLog log, InstantSource clock) {
    this.metrics = metrics;
    this.log = log;
    this.clock = clock;
  }

  void record(Pull pull) {
    switch (pull.answer()) {
      case Answer.Serve serve -> decided(pull, serve.decision(), serve.held().digest(), serve.id());
      case Answer.Refused refused ->
          decided(pull, refused.decision(), refused.digest(), refused.id());
      case Answer.Undecided undecided ->
          decided(pull, undecided.decision(), undecided.digest(), undecided.id());
      case Answer.Absent _ -> undecided(pull, "absent");
      case Answer.AccessDenied _ -> undecided(pull, "denied");
      case Answer.Trouble _ -> undecided(pull, "trouble");
      case Answer.Relay _, Answer.Unreferenced _, Answer.Unacceptable _ ->
          undecided(pull, "unacceptable");
    }
  }

  private void undecided(Pull pull, String kind) {
    metrics.undecided(kind, pull.repository().registry());
  }

  private void decided(Pull pull, Decision decision, Digest digest, String id) {
    metrics.decided(
        decision,
        pull.repository().registry(),
        pull.isWarm() ? Metrics.Path.HOT : Metrics.Path.COLD,
        pull.nanos());
    if (pull.isWarm() && !log.hasRoomToRepeat()) {
      return;
    }
    Optional<String> tag =
        pull.target() instanceof Reference.Tag(String name) ? Optional.of(name) : Optional.empty();
    log.record(
        new DecisionEntry(
            clock.instant(),
            id,
            pull.repository(),
            tag,
            digest,
            pull.client(),
            decision,
            Duration.ofNanos(pull.nanos())));
  }
}
