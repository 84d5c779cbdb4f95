package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Quoting;
import java.time.Instant;

/**
 * Leave for one artifact that does not meet its rule, for a time. What the operator has revoked is
 * refused all the same.
 *
 * @param digest the artifact
 * @param reason why, fit to print
 * @param expires the first instant at which it does not hold any more
 */
public record Exemption(Digest digest, String reason, Instant expires) {
  /** Makes the reason fit to print. */
  public Exemption {
    reason = Quoting.shorten(reason);
  }

  /** Whether it holds at {@code now}. */
  boolean holdsAt(Instant now) {
    return now.isBefore(expires);
  }
}
