package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.Check;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.Vouched;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies the logs and timestamps of a signature that a configured key has made (sigstore spec
 * notes, 2.3). The key needs no time of signing: what times are proven is told to policy, which
 * knows when the key may vouch.
 */
public final class LoggedKeyVerification {
  private LoggedKeyVerification() {}

  /**
   * Does what the key's {@link LogDemand} says.
   *
   * @param scheme the scheme by which the key has verified the signature
   * @param roots the trusted roots by name
   * @param budget what checks of signatures may cost
   * @param now the instant at which a log is judged where no proven time decides
   * @return the key; empty if the demand is not met, which the trail then tells
   */
  public static Optional<Vouched> verify(
      UntrustedSignature signature,
      TrustedKey key,
      SignatureScheme scheme,
      Map<String, SigstoreRoot> roots,
      CheckBudget budget,
      Instant now,
      Trail trail) {
    return switch (key.log()) {
      case LogDemand.Off off ->
          Optional.of(new Vouched(new Voucher.Key(key.key().fingerprint()), List.of(), List.of()));
      case LogDemand.IfPresent(String name) ->
          verify(
              signature, key, scheme, Optional.ofNullable(roots.get(name)), 0, budget, now, trail);
      case LogDemand.Required(String name) -> {
        Optional<SigstoreRoot> root = Optional.ofNullable(roots.get(name));
        int needed = Math.max(1, root.map(known -> known.thresholds().logs()).orElse(1));
        yield verify(signature, key, scheme, root, needed, budget, now, trail);
      }
    };
  }

  private static Optional<Vouched> verify(
      UntrustedSignature signature,
      TrustedKey key,
      SignatureScheme scheme,
      Optional<SigstoreRoot> known,
      int needed,
      CheckBudget budget,
      Instant now,
      Trail trail) {
    if (known.isEmpty()) {
      return trail.failed(
          Check.Step.LOG,
          Failure.of(Code.UNTRUSTED_LOG, "the root whose logs the key needs is not configured"));
    }
    SigstoreRoot root = known.get();
    LoggedSigner signer = new LoggedSigner(false, key.key().spki(), key.key(), scheme);
    Optional<LogVerification.Proof> logs =
        LogVerification.verify(signature, signer, root, budget, trail);
    if (logs.isEmpty()) {
      return Optional.empty();
    }
    if (logs.get().parties() < needed) {
      return trail.failed(
          Check.Step.LOG,
          Failure.of(
              Code.UNTRUSTED_LOG,
              "too few transparency logs of root " + root.name() + " hold the signature",
              Integer.toString(needed),
              Integer.toString(logs.get().parties())));
    }
    List<Instant> times = new ArrayList<>(logs.get().times());
    times.addAll(TimestampVerification.verify(signature, root, budget).times());
    Optional<Failure> untrusted = untrusted(root, logs.get().withoutTime(), times, now);
    if (untrusted.isPresent()) {
      return trail.failed(Check.Step.LOG, untrusted.get());
    }
    return Optional.of(
        new Vouched(new Voucher.Key(key.key().fingerprint()), times, logs.get().witnesses()));
  }

  /** Without a proven time nothing tells when the log signed; only that its time has come. */
  private static Optional<Failure> untrusted(
      SigstoreRoot root, List<TransparencyLog> logs, List<Instant> times, Instant now) {
    if (!times.isEmpty()) {
      return SigningTimes.untrustedLog(root, logs, times);
    }
    return logs.stream()
        .filter(log -> log.validFor().start().filter(now::isBefore).isPresent())
        .findFirst()
        .map(log -> SigningTimes.untrusted(log, now));
  }
}
