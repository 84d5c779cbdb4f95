package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.x509.PemBlock;
import java.util.List;

/** Reads the textual encoding of a public key (RFC 7468, section 13). */
final class PublicKeyPem {
  private static final String LABEL = "PUBLIC KEY";
  private static final int LOOKED_AT = 8;

  private PublicKeyPem() {}

  /**
   * The DER inside the one {@code PUBLIC KEY} block. Text before and after the block is allowed, a
   * second block is not.
   *
   * @throws MalformedException if there is not exactly one block, or it is of another kind; the
   *     message says what to do instead
   */
  static Bytes decode(String pem) throws MalformedException {
    if (pem.length() > Limits.KEY_BYTES) {
      throw MalformedException.overLimit(
          "a public key of %d characters is over the limit of %d"
              .formatted(pem.length(), Limits.KEY_BYTES));
    }
    List<PemBlock> blocks = PemBlock.parse(pem, LOOKED_AT);
    if (blocks.isEmpty()) {
      throw new MalformedException("not a PEM public key: there is no -----BEGIN PUBLIC KEY-----");
    }
    for (PemBlock block : blocks) {
      requireLabel(block.label());
    }
    if (blocks.size() > 1) {
      throw new MalformedException(
          "there is more than one PEM block: put each public key into a file of its own");
    }
    return blocks.getFirst().der();
  }

  private static void requireLabel(String label) throws MalformedException {
    if (label.equals(LABEL)) {
      return;
    }
    if (label.equals("RSA PUBLIC KEY")) {
      throw new MalformedException(
          "a PKCS#1 RSA PUBLIC KEY is not accepted: convert it with"
              + " 'openssl rsa -RSAPublicKey_in -in OLD -pubout -out NEW'");
    }
    if (label.endsWith("PRIVATE KEY")) {
      throw new MalformedException(
          "this is a private key, which does not belong here: give the public one"
              + " ('cosign public-key', or 'openssl pkey -pubout')");
    }
    if (label.equals("CERTIFICATE")) {
      throw new MalformedException(
          "this is a certificate, not a public key: extract its key with"
              + " 'openssl x509 -pubkey -noout'");
    }
    throw new MalformedException(
        "a PEM block '" + Quoting.shorten(label) + "' is not accepted: give a PUBLIC KEY");
  }
}
