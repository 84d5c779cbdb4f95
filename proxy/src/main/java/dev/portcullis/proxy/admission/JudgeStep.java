package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import java.util.Optional;

/**
 * A part of working out an answer that has just ended, for traces.
 *
 * @param kind what was done
 * @param digest about which content
 * @param outcome what came of it: how many candidates were found and how many of them failed, or
 *     the decision
 * @param decision the decision's id, once there is one
 * @param nanos how long it took, in nanoseconds
 */
public record JudgeStep(
    Kind kind, Digest digest, String outcome, Optional<String> decision, long nanos) {
  /** The parts. */
  public enum Kind {
    VERIFICATION,
    DECISION
  }
}
