package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges the proven times of a signature (sigstore spec notes, 2.4 and 2.8): enough of them, and
 * every one within the validity of all that took part.
 */
final class SigningTimes {
  private SigningTimes() {}

  /** What witnesses are missing, or were not trusted at the time; empty if that is in order. */
  static Optional<Failure> failure(
      SigstoreRoot root,
      LogVerification.Proof logs,
      TimestampVerification.Proof timestamps,
      List<Instant> times) {
    Thresholds needed = root.thresholds();
    if (logs.parties() < needed.logs()) {
      return Optional.of(
          Failure.of(
              Code.UNTRUSTED_LOG,
              "too few transparency logs of root " + root.name() + " hold the signature",
              Integer.toString(needed.logs()),
              Integer.toString(logs.parties())));
    }
    if (timestamps.parties() < needed.timestamps() || times.isEmpty()) {
      return Optional.of(timestamps.failure().orElseGet(() -> missing(root, timestamps)));
    }
    return untrustedLog(root, logs.withoutTime(), times);
  }

  private static Failure missing(SigstoreRoot root, TimestampVerification.Proof timestamps) {
    int needed = root.thresholds().timestamps();
    return timestamps.parties() < needed
        ? Failure.of(
            Code.TIMESTAMP,
            "too few timestamp authorities of root " + root.name() + " have seen the signature",
            Integer.toString(needed),
            Integer.toString(timestamps.parties()))
        : Failure.of(
            Code.TIMESTAMP,
            "nothing proves the time of signing: there is neither a timestamp nor a signed entry"
                + " timestamp of root "
                + root.name());
  }

  /** The first of {@code logs} that {@code root} did not trust at one of the times, if any. */
  static Optional<Failure> untrustedLog(
      SigstoreRoot root, List<TransparencyLog> logs, List<Instant> times) {
    for (TransparencyLog log : logs) {
      for (Instant time : times) {
        if (!root.trusts(log, time)) {
          return Optional.of(untrusted(log, time));
        }
      }
    }
    return Optional.empty();
  }

  /** That {@code log} was not trusted at {@code time}. */
  static Failure untrusted(TransparencyLog log, Instant time) {
    return Failure.of(
        Code.UNTRUSTED_LOG,
        "log " + log.origin() + " was not trusted then",
        log.validFor().toString(),
        time.toString());
  }

  /** Why the certificate, or its authority, was not valid at one of the times. */
  static Optional<Failure> failure(
      Certificate certificate, List<CertificateAuthority> authorities, List<Instant> times) {
    for (Instant time : times) {
      if (!certificate.isValidAt(time)) {
        return Optional.of(
            Failure.of(
                Code.CERTIFICATE_TIME,
                "signed outside the validity of the certificate",
                certificate.notBefore() + " to " + certificate.notAfter(),
                time.toString()));
      }
    }
    return authorities.stream().anyMatch(each -> times.stream().allMatch(each::isValidAt))
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                Code.AUTHORITY_VALIDITY,
                "signed outside the validity of the certificate authority",
                authorities.getFirst().validFor() + " and within its certificates",
                times.getFirst().toString()));
  }
}
