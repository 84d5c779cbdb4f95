package dev.portcullis.verify;

import java.time.Instant;
import java.util.List;

/**
 * What verifying one signature established, before {@link Verifier} binds it to the claim.
 *
 * @param voucher who signed
 * @param signedAt the proven times of signing
 * @param witnesses the logs that hold the signature
 */
public record Vouched(Voucher voucher, List<Instant> signedAt, List<LogWitness> witnesses) {
  /** Copies the lists. */
  public Vouched {
    signedAt = List.copyOf(signedAt);
    witnesses = List.copyOf(witnesses);
  }
}
