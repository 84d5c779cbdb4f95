package dev.portcullis.verify;

import java.util.List;

/**
 * Everything that was found for one subject, in the order in which it should be tried.
 *
 * @param candidates the pieces of evidence
 * @param unavailable the sources that could not be asked
 */
public record Evidence(List<Candidate> candidates, List<Unavailable> unavailable) {
  /** Copies the lists. */
  public Evidence {
    candidates = List.copyOf(candidates);
    unavailable = List.copyOf(unavailable);
  }

  /** No evidence, from sources that all answered. */
  public static Evidence none() {
    return new Evidence(List.of(), List.of());
  }
}
