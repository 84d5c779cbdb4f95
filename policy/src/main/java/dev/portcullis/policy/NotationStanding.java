package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.notation.Judgement;
import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.notation.TrustPolicyStatement;
import java.time.Instant;
import java.util.Optional;

/**
 * What Notary Project signatures are worth to a signer that a trust policy document describes: what
 * the document's statement for the repository makes of them (notation spec notes, 3.4).
 */
final class NotationStanding {
  private NotationStanding() {}

  /** The standing of {@code outcome}. */
  static Standing of(Signer.Notation signer, NotationOutcome outcome, Circumstances at) {
    Optional<Judgement> judgement =
        signer.document().judge(at.repository(), outcome, at.now(), signer.revocation());
    if (judgement.isEmpty()) {
      return new Standing.Foreign(
          "a statement of " + signer.label() + " for " + at.repository() + ", which it lacks");
    }
    Optional<Failure> refusal = judgement.get().refusal();
    if (refusal.isPresent()) {
      return new Standing.Foreign("what " + signer.label() + " demands: " + words(refusal.get()));
    }
    Voucher.Notation voucher = new Voucher.Notation(outcome);
    return Standing.unlessRevoked(
        new Standing.Counts(words(outcome)),
        signer,
        Standing.fingerprints(outcome.chain()),
        "certificate " + voucher.fingerprint(),
        at.denied());
  }

  private static String words(Failure failure) {
    return Quoting.shorten(failure.sentence(), TextPattern.SHOWN);
  }

  private static String words(NotationOutcome outcome) {
    return outcome.signer()
        + ", certificate "
        + outcome.leaf().fingerprint()
        + outcome.provenTimes().stream().findFirst().map(time -> ", at " + time).orElse("");
  }

  /** The last instant at which {@code outcome} counts, if it counts now. */
  static Optional<Instant> end(Signer.Notation signer, NotationOutcome outcome, Circumstances at) {
    return signer
        .document()
        .judge(at.repository(), outcome, at.now(), signer.revocation())
        .filter(Judgement::passed)
        .flatMap(Judgement::validUntil)
        .filter(end -> !end.isBefore(at.now()));
  }

  /** That the document demands no signature in this repository, where it does not. */
  static Optional<String> waived(Signer.Notation signer, Circumstances at) {
    return signer
        .document()
        .statementFor(at.repository())
        .filter(statement -> statement.level().isSkip())
        .map(TrustPolicyStatement::name)
        .filter(name -> at.denied().reasonForSigner(signer.name()).isEmpty())
        .map(
            name ->
                signer.label()
                    + " skips verification of "
                    + at.repository()
                    + " by its statement '"
                    + Quoting.shorten(name)
                    + "'");
  }
}
