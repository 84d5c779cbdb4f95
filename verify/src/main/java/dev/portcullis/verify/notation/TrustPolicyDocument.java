package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.SubjectPattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Notary Project trust policy document for OCI artifacts, version 1.0 (3.1): {@code
 * trustpolicy.json} or {@code trustpolicy.oci.json}.
 *
 * @param statements one or more, with names and scopes that are unique
 */
public record TrustPolicyDocument(List<TrustPolicyStatement> statements) {
  /** Copies the list. */
  public TrustPolicyDocument {
    statements = List.copyOf(statements);
  }

  /**
   * Reads a document. Unlike notation, refuses members that the specification does not define.
   *
   * @throws MalformedException if it breaks a rule; the message says which and where
   */
  public static TrustPolicyDocument parse(Bytes json) throws MalformedException {
    return parse(json, SubjectPattern.State.REQUIRED);
  }

  /** As {@link #parse(Bytes)}, with a choice whether subjects must name a state. */
  public static TrustPolicyDocument parse(Bytes json, SubjectPattern.State state)
      throws MalformedException {
    return TrustPolicyReader.read(json, state);
  }

  /**
   * The statement for a repository: the one that names it, else the one with scope {@code *}; there
   * is no prefix match. Empty means that nothing may pass.
   *
   * @param repository the upstream's name, never a mirror's
   */
  public Optional<TrustPolicyStatement> statementFor(RepositoryName repository) {
    return statements.stream()
        .filter(statement -> statement.scopes().contains(repository))
        .findFirst()
        .or(() -> statements.stream().filter(TrustPolicyStatement::isWildcard).findFirst());
  }

  /**
   * What the document makes of one signature: the judgement of the repository's statement, which at
   * level {@code skip} passes whatever the signature. Empty if no statement applies, so that
   * nothing may pass.
   */
  public Optional<Judgement> judge(
      RepositoryName repository, NotationOutcome outcome, Instant now) {
    return judge(repository, outcome, now, outcome.options().revocation());
  }

  /**
   * As {@link #judge(RepositoryName, NotationOutcome, Instant)}, for a signer of its own mind about
   * revocation.
   *
   * @param mode what follows from a revocation status that is not known
   */
  public Optional<Judgement> judge(
      RepositoryName repository, NotationOutcome outcome, Instant now, RevocationMode mode) {
    return statementFor(repository)
        .map(statement -> NotationJudge.judge(statement, outcome, now, mode));
  }
}
