package dev.portcullis.verify.intoto;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Claim;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Trail;
import java.util.Map;
import java.util.Optional;

/** What an envelope's payload claims about a subject. */
public final class StatementClaim {
  /** The predicate by which cosign says "signed", and no more (sigstore spec notes, 1.3). */
  public static final String COSIGN_SIGN = "https://sigstore.dev/cosign/sign/v1";

  private StatementClaim() {}

  /**
   * Reads a statement and binds it to {@code artifact} (sigstore spec notes, 2.9). A statement with
   * the predicate type {@link #COSIGN_SIGN} is a signature, with the annotations of the matching
   * subject; any other is an attestation and never counts as a signature.
   *
   * @return the claim; empty if a check failed, which the trail then tells
   */
  public static Optional<Claim> read(
      String payloadType, Bytes payload, Artifact artifact, Trail trail) {
    if (!payloadType.equals(DsseEnvelope.IN_TOTO)) {
      return trail.failed(
          Check.Step.FORMAT,
          Failure.of(
              Code.TYPE_MISMATCH,
              "the envelope holds no in-toto statement",
              DsseEnvelope.IN_TOTO,
              "'" + Quoting.shorten(payloadType) + "'"));
    }
    Statement statement;
    try {
      statement = Statement.parse(payload);
    } catch (MalformedException e) {
      return trail.failed(Check.Step.FORMAT, Failure.of(e));
    }
    trail.passed(
        Check.Step.FORMAT, "in-toto statement, " + Quoting.shorten(statement.predicateType()));
    Optional<StatementSubject> matching = statement.matching(artifact);
    if (matching.isEmpty()) {
      return trail.failed(
          Check.Step.SUBJECT,
          Failure.of(
              Code.SUBJECT_MISMATCH,
              "no subject of the statement is this digest",
              artifact.digest().toString(),
              found(statement)));
    }
    trail.passed(Check.Step.SUBJECT, artifact.digest().shortened());
    return Optional.of(
        statement.predicateType().equals(COSIGN_SIGN)
            ? new Claim.Signature(matching.get().annotations())
            : new Claim.Attestation(statement.predicateType(), payload));
  }

  private static String found(Statement statement) {
    StatementSubject first = statement.subjects().getFirst();
    String digest =
        first.digests().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + ":" + entry.getValue())
            .findFirst()
            .orElse("none");
    int others = statement.subjects().size() - 1;
    return Quoting.shorten(digest) + (others == 0 ? "" : " and " + others + " others");
  }
}
