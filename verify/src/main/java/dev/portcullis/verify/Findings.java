package dev.portcullis.verify;

import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.x509.RevocationQuestion;
import java.util.List;

/**
 * All that verification established about one subject.
 *
 * @param verified the facts that hold, in the order of their candidates
 * @param findings one for each candidate, passed or not
 * @param unavailable the sources of evidence that could not be asked, and the signatures that lack
 *     nothing but answers about revocation
 * @param notation the Notary Project signatures that have integrity, for trust policy documents:
 *     they may enforce less than {@link #verified} rests on
 * @param revocation what these findings would have liked to know about the revocation of
 *     certificates, whether it was known or not; each once
 */
public record Findings(
    List<Verified> verified,
    List<Finding> findings,
    List<Unavailable> unavailable,
    List<NotationOutcome> notation,
    List<RevocationQuestion> revocation) {
  /** Copies the lists. */
  public Findings {
    verified = List.copyOf(verified);
    findings = List.copyOf(findings);
    unavailable = List.copyOf(unavailable);
    notation = List.copyOf(notation);
    revocation = List.copyOf(revocation);
  }

  /** Findings without Notary Project signatures. */
  public Findings(List<Verified> verified, List<Finding> findings, List<Unavailable> unavailable) {
    this(verified, findings, unavailable, List.of(), List.of());
  }
}
