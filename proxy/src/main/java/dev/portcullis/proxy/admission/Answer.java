package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Permit;
import dev.portcullis.proxy.upstream.Fetch;
import java.time.Duration;
import java.util.Optional;

/** What came of a request for a manifest or blob; the server maps each case to a response. */
public sealed interface Answer {
  /**
   * A manifest may be served from memory.
   *
   * @param held the bytes
   * @param permit leave to serve them
   * @param decision why; for a child of an admitted index, the index's
   * @param id the decision's id, in the answer, the log and the record
   * @param grounds what the decision rests on
   */
  record Serve(
      HeldManifest held, Permit permit, Decision.Admit decision, String id, Grounds grounds)
      implements Answer {}

  /**
   * A blob may be relayed from the upstream.
   *
   * @param permit leave to serve it
   * @param size its size in bytes as the admitted manifest states it; empty if unknown
   */
  record Relay(Permit permit, Optional<Long> size) implements Answer {}

  /**
   * It exists and may not be served.
   *
   * @param decision why
   * @param digest what was decided about
   * @param id the decision's id
   * @param grounds what was looked at
   */
  record Refused(Decision.Refuse decision, Digest digest, String id, Grounds grounds)
      implements Answer {}

  /**
   * A blob that no admitted manifest refers to ({@code blobs.gate: strict}).
   *
   * @param message what to do about it, one sentence
   */
  record Unreferenced(String message) implements Answer {}

  /**
   * Content that no policy can admit: ambiguous, malformed, of a kind that is not supported.
   *
   * @param message why, one sentence
   */
  record Unacceptable(String message) implements Answer {}

  /**
   * It could not be told.
   *
   * @param decision what was missing
   * @param digest what was to be decided about
   * @param id the decision's id
   * @param grounds what was looked at
   */
  record Undecided(Decision.Undecided decision, Digest digest, String id, Grounds grounds)
      implements Answer {}

  /**
   * The upstream does not have it.
   *
   * @param message the upstream's own words, fit to print; may be empty
   */
  record Absent(String message) implements Answer {}

  /**
   * The upstream refuses the caller or the proxy.
   *
   * @param challenge the upstream's {@code WWW-Authenticate}, only for pass-through
   */
  record AccessDenied(String message, Optional<String> challenge) implements Answer {}

  /** The upstream could not be asked or gave no usable answer. */
  record Trouble(Fetch.Kind kind, String message, Optional<Duration> retryAfter)
      implements Answer {}
}
