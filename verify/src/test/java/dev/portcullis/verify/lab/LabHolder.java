package dev.portcullis.verify.lab;

import dev.portcullis.verify.x509.Certificate;

/** A certificate with the private key that belongs to it. */
public record LabHolder(Certificate certificate, LabKey key) {
  /** The {@code CERTIFICATE} block. */
  public String pem() {
    return LabKey.pem("CERTIFICATE", certificate.der());
  }
}
