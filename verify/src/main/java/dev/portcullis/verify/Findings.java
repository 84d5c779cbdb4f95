package dev.portcullis.verify;

import java.util.List;

/**
 * All that verification established about one subject.
 *
 * @param verified the facts that hold, in the order of their candidates
 * @param findings one for each candidate, passed or not
 * @param unavailable the sources of evidence that could not be asked
 */
public record Findings(
    List<Verified> verified, List<Finding> findings, List<Unavailable> unavailable) {
  /** Copies the lists. */
  public Findings {
    verified = List.copyOf(verified);
    findings = List.copyOf(findings);
    unavailable = List.copyOf(unavailable);
  }
}
