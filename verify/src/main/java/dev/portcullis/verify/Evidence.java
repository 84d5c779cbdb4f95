package dev.portcullis.verify;

import dev.portcullis.verify.x509.RevocationAnswers;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that was found for one subject, in the order in which it should be tried.
 *
 * @param candidates the pieces of evidence
 * @param unavailable the sources that could not be asked
 * @param revocation what is known about the revocation of certificates
 */
public record Evidence(
    List<Candidate> candidates, List<Unavailable> unavailable, RevocationAnswers revocation) {
  /** Copies the lists. */
  public Evidence {
    candidates = List.copyOf(candidates);
    unavailable = List.copyOf(unavailable);
  }

  /** Evidence, with nothing known about revocation. */
  public Evidence(List<Candidate> candidates, List<Unavailable> unavailable) {
    this(candidates, unavailable, RevocationAnswers.NONE);
  }

  /** The same, with what is known about revocation. */
  public Evidence withRevocation(RevocationAnswers answers) {
    return new Evidence(candidates, unavailable, answers);
  }

  /** The same, with more that could not be asked. */
  public Evidence lacking(List<Unavailable> more) {
    return more.isEmpty()
        ? this
        : new Evidence(
            candidates, Stream.concat(unavailable.stream(), more.stream()).toList(), revocation);
  }

  /** No evidence, from sources that all answered. */
  public static Evidence none() {
    return new Evidence(List.of(), List.of());
  }
}
