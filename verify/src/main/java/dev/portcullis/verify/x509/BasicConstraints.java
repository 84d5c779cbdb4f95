package dev.portcullis.verify.x509;

import java.util.OptionalInt;

/**
 * The basic constraints extension (RFC 5280, section 4.2.1.9).
 *
 * @param ca whether the subject may issue certificates
 * @param pathLength the most intermediate certificates that may follow this one, if limited
 */
public record BasicConstraints(boolean ca, OptionalInt pathLength) {
  /** What holds for a certificate without the extension. */
  public static final BasicConstraints NONE = new BasicConstraints(false, OptionalInt.empty());
}
