package dev.portcullis.proxy;

import dev.portcullis.proxy.ops.Metrics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How the last changes of the configuration ended. Thread-safe. */
final class Reloads {
  private final Metrics metrics;
  private final InstantSource clock;
  private volatile State state;

  /**
   * What there is to say.
   *
   * @param inForceSince since when the present configuration has been in force
   * @param count how often it was replaced
   * @param failure the attempt that failed since; empty if none has
   */
  private record State(Instant inForceSince, long count, Optional<Failure> failure) {}

  private record Failure(Instant at, List<String> problems) {}

  Reloads(Metrics metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
    this.state = new State(clock.instant(), 0, Optional.empty());
  }

  /** Another configuration is in force. */
  synchronized void succeeded() {
    state = new State(clock.instant(), state.count() + 1, Optional.empty());
    metrics.reloaded(true);
  }

  /** A changed configuration cannot be used, for these reasons; the last good one stays. */
  synchronized void failed(List<String> problems) {
    Failure failure = new Failure(clock.instant(), List.copyOf(problems));
    state = new State(state.inForceSince(), state.count(), Optional.of(failure));
    metrics.reloaded(false);
  }

  /** As JSON for the admin API. */
  ObjectNode json() {
    State now = state;
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("inForceSince", now.inForceSince().toString());
    node.put("reloads", now.count());
    now.failure()
        .ifPresent(
            failure -> {
              ObjectNode failed = node.putObject("lastFailure");
              failed.put("at", failure.at().toString());
              ArrayNode problems = failed.putArray("problems");
              failure.problems().forEach(problems::add);
            });
    return node;
  }
}
