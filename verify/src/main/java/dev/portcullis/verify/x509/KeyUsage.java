package dev.portcullis.verify.x509;

/** The bits of the key usage extension (RFC 5280, section 4.2.1.3). */
public enum KeyUsage {
  DIGITAL_SIGNATURE(0, "digitalSignature"),
  NON_REPUDIATION(1, "nonRepudiation"),
  KEY_ENCIPHERMENT(2, "keyEncipherment"),
  DATA_ENCIPHERMENT(3, "dataEncipherment"),
  KEY_AGREEMENT(4, "keyAgreement"),
  KEY_CERT_SIGN(5, "keyCertSign"),
  CRL_SIGN(6, "cRLSign"),
  ENCIPHER_ONLY(7, "encipherOnly"),
  DECIPHER_ONLY(8, "decipherOnly");

  private final int bit;
  private final String rfcName;

  KeyUsage(int bit, String rfcName) {
    this.bit = bit;
    this.rfcName = rfcName;
  }

  /** The name in RFC 5280, for messages. */
  public String rfcName() {
    return rfcName;
  }

  /** The number of the bit, from 0. */
  int bit() {
    return bit;
  }
}
