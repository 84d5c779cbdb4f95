package dev.portcullis.verify;

import java.time.Instant;
import java.util.List;

/** The pure core: evidence in, findings out. */
public final class Verifier {
  private Verifier() {}

  /**
   * Verifies every candidate on its own; a bad one never affects a good one.
   *
   * @param subject what the evidence must be about
   * @param evidence what was found
   * @param trust the anchors
   * @param now the instant at which validity is judged where no proven time decides
   * @return one finding for each candidate and a {@link Verified} for each that passed
   */
  public static Findings verify(
      Subject subject, Evidence evidence, TrustMaterial trust, Instant now) {
    return new Findings(List.of(), List.of(), evidence.unavailable());
  }
}
