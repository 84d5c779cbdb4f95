package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;

/**
 * Whose signature a log entry must hold.
 *
 * @param certificate whether the log names the signer by certificate, not by key
 * @param der the certificate, or the SubjectPublicKeyInfo
 * @param key the signer's key
 * @param scheme the scheme by which the signature has been verified
 */
record LoggedSigner(boolean certificate, Bytes der, VerificationKey key, SignatureScheme scheme) {
  /** The label of the PEM block that holds {@link #der}. */
  String pemLabel() {
    return certificate ? "CERTIFICATE" : "PUBLIC KEY";
  }
}
