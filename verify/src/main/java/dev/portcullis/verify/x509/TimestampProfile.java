package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a certificate must be to sign timestamps (RFC 3161, section 2.3). */
public final class TimestampProfile {
  private static final Set<Oid> UNDERSTOOD =
      Set.of(Extension.BASIC_CONSTRAINTS, Extension.KEY_USAGE, Extension.EXTENDED_KEY_USAGE);

  private TimestampProfile() {}

  /**
   * Why the holder of {@code certificate} may not sign timestamps; empty if it may: it is no
   * certificate authority, its extended key usage is critical and names time-stamping only, its key
   * usage, if there is one, includes digital signatures, and nothing critical in it is unknown.
   */
  public static Optional<Failure> failure(Certificate certificate) {
    try {
      if (certificate.basicConstraints().ca()) {
        return rejected("the timestamp's signer is a certificate authority");
      }
      Optional<Extension> purposes = certificate.extension(Extension.EXTENDED_KEY_USAGE);
      if (purposes.isEmpty()
          || !purposes.get().critical()
          || !certificate
              .extendedKeyUsage()
              .equals(Optional.of(List.of(ExtendedKeyUsage.TIME_STAMPING)))) {
        return rejected(
            "the extended key usage of the timestamp's signer is not critical time-stamping alone");
      }
      if (!certificate
          .keyUsage()
          .map(usage -> usage.contains(KeyUsage.DIGITAL_SIGNATURE))
          .orElse(true)) {
        return rejected("the key usage of the timestamp's signer lacks digital signatures");
      }
      Optional<Oid> unknown = certificate.unknownCriticalExtension(UNDERSTOOD);
      return unknown.isPresent()
          ? rejected("the timestamp's signer has an unknown critical extension " + unknown.get())
          : Optional.empty();
    } catch (MalformedException e) {
      return rejected("the timestamp's signer is malformed: " + e.getMessage());
    }
  }

  private static Optional<Failure> rejected(String message) {
    return Optional.of(Failure.of(Code.TIMESTAMP, message));
  }
}
