package dev.portcullis.verify;

import dev.portcullis.verify.sigstore.CertificateIdentity;

/** The authenticated identity behind a signature. Whether it is trusted for what is policy's. */
public sealed interface Voucher {
  /**
   * A configured public key.
   *
   * @param fingerprint the lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo
   */
  record Key(String fingerprint) implements Voucher {}

  /**
   * A short-lived certificate of a Sigstore instance. The root is part of the identity: another
   * instance may issue for the same name and issuer.
   *
   * @param root the configured name of the root
   * @param identity whom the certificate is for
   * @param fingerprint the lower-case hexadecimal SHA-256 of the certificate
   */
  record Keyless(String root, CertificateIdentity identity, String fingerprint)
      implements Voucher {}
}
