package dev.portcullis.verify.x509;

import java.time.Duration;

/**
 * What the operator may decide about judging revocation.
 *
 * @param skew how far in the future an answer may claim to be made, for clocks that differ
 * @param maxAge the longest that a good OCSP response is relied on after it was fetched, however
 *     long it claims to hold (notation spec notes, 4.4)
 * @param shortLived the longest life of a certificate whose {@code noRevAvail} is believed (RFC
 *     9608); zero for none
 */
public record RevocationRules(Duration skew, Duration maxAge, Duration shortLived) {
  /** Five minutes, one day, seven days. */
  public static final RevocationRules DEFAULT =
      new RevocationRules(Duration.ofMinutes(5), Duration.ofHours(24), Duration.ofDays(7));

  /** Checks that no duration is negative. */
  public RevocationRules {
    if (skew.isNegative() || maxAge.isNegative() || shortLived.isNegative()) {
      throw new IllegalArgumentException("a duration is negative");
    }
  }
}
