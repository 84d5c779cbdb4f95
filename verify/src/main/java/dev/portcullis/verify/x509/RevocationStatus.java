package dev.portcullis.verify.x509;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known about the revocation of a certificate. */
public sealed interface RevocationStatus {
  /**
   * It was not revoked.
   *
   * @param validUntil the last instant at which this may be relied on
   * @param source where it is known from, for people: {@code "OCSP http://ocsp.acme.io"}
   * @param thisUpdate when the authority said so, its oldest word if it took several
   */
  record Good(Instant validUntil, String source, Instant thisUpdate) implements RevocationStatus {
    /** One whose age does not matter. */
    public Good(Instant validUntil, String source) {
      this(validUntil, source, Instant.EPOCH);
    }
  }

  /**
   * It is revoked, or on hold.
   *
   * @param at when it was
   * @param reason the reason's name in RFC 5280, {@code unspecified} without one
   * @param hold whether it may come back; otherwise it never will
   * @param invalidityDate since when the key is suspected, if the authority says so
   * @param source where it is known from, for people
   */
  record Revoked(
      Instant at, String reason, boolean hold, Optional<Instant> invalidityDate, String source)
      implements RevocationStatus {}

  /**
   * Nobody could tell.
   *
   * @param cause why, one clause for people
   * @param alsoNeeded URLs of lists that would have to be fetched, too
   */
  record Unknown(String cause, List<String> alsoNeeded) implements RevocationStatus {
    /** Copies the list. */
    public Unknown {
      alsoNeeded = List.copyOf(alsoNeeded);
    }

    /** Unknown for a cause that further fetching would not change. */
    public static Unknown because(String cause) {
      return new Unknown(cause, List.of());
    }
  }

  /**
   * The certificate cannot be revoked.
   *
   * @param why what makes it so, one clause for people
   */
  record NotRevocable(String why) implements RevocationStatus {}
}
