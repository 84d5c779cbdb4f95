package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.AuthorityChain;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;

/**
 * An instance of Fulcio that a root trusts (sigstore spec notes, 3).
 *
 * @param uri its URL, for people
 * @param chain its certificates, checked among themselves
 * @param validFor when it may issue
 */
public record CertificateAuthority(String uri, AuthorityChain chain, TimeRange validFor) {
  /** Whether {@code certificate} names it as its issuer, which proves nothing. */
  boolean named(Certificate certificate) {
    return certificate.issuer().equals(chain.issuer().subject());
  }

  /** Whether it has issued {@code certificate}, at whatever time. */
  boolean issued(Certificate certificate) {
    try {
      return certificate.isIssuedBy(chain.issuer());
    } catch (MalformedException e) {
      throw new IllegalStateException("the chain's keys have been parsed", e);
    }
  }

  /** Whether its certificates are valid and it may issue at {@code instant}. */
  boolean isValidAt(Instant instant) {
    return validFor.contains(instant) && chain.isValidAt(instant);
  }
}
