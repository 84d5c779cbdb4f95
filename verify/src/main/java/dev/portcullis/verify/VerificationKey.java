package dev.portcullis.verify;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;

/**
 * A public key, parsed and checked once (sigstore spec notes, 2.1): ECDSA on P-256, P-384 or P-521,
 * RSA of 2048 bits or more, Ed25519. Thread-safe.
 */
public final class VerificationKey {
  private final Bytes spki;
  private final String fingerprint;

  private VerificationKey(Bytes spki) {
    this.spki = spki;
    this.fingerprint = Digest.sha256(spki).hex();
  }

  /**
   * Reads one PEM {@code PUBLIC KEY} block.
   *
   * @throws MalformedException if it is not one, or of a kind that is not accepted; the message
   *     says which
   */
  public static VerificationKey fromPem(String pem) throws MalformedException {
    String begin = "-----BEGIN PUBLIC KEY-----";
    String end = "-----END PUBLIC KEY-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf(end);
    if (from < 0 || to < from) {
      throw new MalformedException("not a PEM public key");
    }
    String body = pem.substring(from + begin.length(), to).replaceAll("\\s", "");
    return new VerificationKey(Base64Text.decode(body));
  }

  /** The DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    return spki;
  }

  /** The lower-case hexadecimal SHA-256 of {@link #spki}. */
  public String fingerprint() {
    return fingerprint;
  }
}
