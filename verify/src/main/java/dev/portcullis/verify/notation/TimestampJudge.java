package dev.portcullis.verify.notation;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges a timestamp that a policy demands (4.2): by an authority of a store that the policy names,
 * within the validity of every code-signing certificate even where it is least accurate, and with
 * no certificate of the authority revoked, whatever the policy says about revocation.
 *
 * @param stores the stores that the policy names
 * @param mode what follows from a revocation status that is not known
 * @param worst why the statuses of a chain refuse the signature
 */
record TimestampJudge(
    NotationOutcome outcome,
    Set<TrustStoreName> stores,
    RevocationMode mode,
    Function<List<CertificateStatus>, Optional<Failure>> worst) {

  /** Why the timestamp does not hold; empty if it does. */
  Optional<Failure> failure() {
    return switch (outcome.timestamp()) {
      case TimestampFact.None _ ->
          Optional.of(
              Failure.of(
                  Code.TIMESTAMP, "the signature has no timestamp, which the policy demands"));
      case TimestampFact.Refused refused -> Optional.of(refused.failure());
      case TimestampFact.Proven proven -> failure(proven);
    };
  }

  private Optional<Failure> failure(TimestampFact.Proven proven) {
    List<TimestampFact.Path> paths = trusted(proven);
    if (paths.isEmpty()) {
      return Optional.of(
          Failure.of(
              Code.TIMESTAMP,
              "the timestamp's authority is in no trust store that the policy names"));
    }
    return outcome
        .validity(proven.earliest(), proven.latest())
        .or(() -> good(paths).isPresent() ? Optional.empty() : refusal(paths.getFirst()));
  }

  /** The last instant at which the answers about the authority's certificates hold. */
  Optional<Instant> end() {
    if (!(outcome.timestamp() instanceof TimestampFact.Proven proven)) {
      return Optional.empty();
    }
    Optional<TimestampFact.Path> path = good(trusted(proven));
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> end = Optional.empty();
    for (CertificateStatus each : path.get().revocation()) {
      if (each.status() instanceof RevocationStatus.Good good
          && (end.isEmpty() || good.validUntil().isBefore(end.get()))) {
        end = Optional.of(good.validUntil());
      }
    }
    return end;
  }

  /** What was established, for people. */
  String detail() {
    return outcome.timestamp() instanceof TimestampFact.Proven proven
        ? "timestamped at " + proven.time()
        : "no timestamp";
  }

  private List<TimestampFact.Path> trusted(TimestampFact.Proven proven) {
    List<TimestampFact.Path> trusted = new ArrayList<>();
    for (TimestampFact.Path path : proven.paths()) {
      if (path.stores().stream().anyMatch(stores::contains)) {
        trusted.add(path);
      }
    }
    return trusted;
  }

  private Optional<TimestampFact.Path> good(List<TimestampFact.Path> paths) {
    return paths.stream().filter(path -> refusal(path).isEmpty()).findFirst();
  }

  private Optional<Failure> refusal(TimestampFact.Path path) {
    return mode == RevocationMode.OFF ? Optional.empty() : worst.apply(path.revocation());
  }
}
