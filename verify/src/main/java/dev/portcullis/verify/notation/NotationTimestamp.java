package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.Oid;
import dev.portcullis.verify.x509.TimestampChain;
import dev.portcullis.verify.x509.TimestampToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Verifies an envelope's timestamp against the {@code tsa} stores (4.2). */
final class NotationTimestamp {
  private static final TimestampToken.Demands DEMANDS = new TimestampToken.Demands(true, true);

  /** The baseline policy of ETSI TS 102 023 and EN 319 421, which promises one second. */
  private static final Oid ETSI_BASELINE = Oid.of("0.4.0.2023.1.1");

  private NotationTimestamp() {}

  /**
   * What {@code token} proves about {@code signature}, the raw bytes; the status of the authority's
   * certificates is for others to fill in.
   */
  static TimestampFact verify(Bytes token, Bytes signature, NotationTrust trust) {
    List<Certificate> roots = trust.timestampRoots();
    if (roots.isEmpty()) {
      return refused("no trust store of type tsa is configured");
    }
    try {
      return verify(TimestampToken.parse(token), signature, roots, trust);
    } catch (MalformedException e) {
      return refused("the timestamp is malformed: " + e.getMessage());
    }
  }

  private static TimestampFact verify(
      TimestampToken token, Bytes signature, List<Certificate> roots, NotationTrust trust)
      throws MalformedException {
    List<Certificate> bag = new ArrayList<>();
    for (Certificate embedded : token.certificates()) {
      bag.add(trust.certificate(embedded.der()));
    }
    TimestampFact fact = refused("the timestamp does not embed its signer's certificate");
    for (Certificate signer : bag) {
      if (token.names(signer)) {
        Optional<Failure> failure =
            token
                .failure(signer, signature, DEMANDS)
                .or(() -> TimestampChain.signerFailure(signer));
        fact =
            failure.isPresent()
                ? new TimestampFact.Refused(failure.get())
                : chains(token, signer, bag, roots, trust);
        if (fact instanceof TimestampFact.Proven) {
          return fact;
        }
      }
    }
    return fact;
  }

  /** From here on nothing but the authenticated signer counts (CVE-2026-39984). */
  private static TimestampFact chains(
      TimestampToken token,
      Certificate signer,
      List<Certificate> bag,
      List<Certificate> roots,
      NotationTrust trust) {
    TimestampChain.Result result = TimestampChain.search(signer, bag, roots, token.time());
    List<TimestampFact.Path> paths = new ArrayList<>();
    for (List<Certificate> chain : result.chains()) {
      trust.remember(chain);
      if (signingTimeFits(token, chain)) {
        paths.add(
            new TimestampFact.Path(
                trust.holding(TrustStoreType.TSA, List.of(chain.getLast())), chain, List.of()));
      }
    }
    if (paths.isEmpty()) {
      return refused(
          result.chains().isEmpty()
              ? "the timestamp is by no trusted authority: " + result.complaint()
              : "the timestamp's signing time is outside the validity of its chain");
    }
    return new TimestampFact.Proven(token.time(), accuracy(token), paths);
  }

  private static boolean signingTimeFits(TimestampToken token, List<Certificate> chain) {
    Optional<Instant> time = token.signingTimeAttribute();
    return time.isEmpty()
        || chain.stream().allMatch(certificate -> certificate.isValidAt(time.get()));
  }

  private static Duration accuracy(TimestampToken token) {
    return token
        .accuracy()
        .orElse(token.policy().equals(ETSI_BASELINE) ? Duration.ofSeconds(1) : Duration.ZERO);
  }

  private static TimestampFact refused(String message) {
    return new TimestampFact.Refused(Failure.of(Code.TIMESTAMP, message));
  }
}
