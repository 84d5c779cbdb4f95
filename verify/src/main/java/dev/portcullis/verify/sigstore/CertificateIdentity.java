package dev.portcullis.verify.sigstore;

import java.util.Map;

/**
 * Whom a Fulcio certificate is for (sigstore spec notes, 2.4).
 *
 * @param subject who signed
 * @param issuer the URL of the identity provider that vouched for the subject
 * @param extensions what else the certificate says, by extension; those that it has
 */
public record CertificateIdentity(
    SubjectName subject, String issuer, Map<FulcioExtension, String> extensions) {
  /** Copies the map. */
  public CertificateIdentity {
    extensions = Map.copyOf(extensions);
  }

  /** Subject and issuer, for messages. */
  @Override
  public String toString() {
    return subject.value() + " (" + issuer + ")";
  }
}
