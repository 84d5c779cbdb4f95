package dev.portcullis.verify.x509;

/** What follows where the revocation status of a certificate is unknown. */
public enum RevocationMode {
  /** Nothing passes on an unknown status. */
  HARD,
  /** An unknown status passes and is reported; a revoked certificate does not. */
  SOFT,
  /** Revocation is not looked at. */
  OFF
}
