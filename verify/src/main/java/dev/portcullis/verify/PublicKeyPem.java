package dev.portcullis.verify;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;

/** Reads the textual encoding of a public key (RFC 7468, section 13). */
final class PublicKeyPem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";
  private static final String LABEL = "PUBLIC KEY";

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
          "a public key of "
              + pem.length()
              + " characters is over the limit of "
              + Limits.KEY_BYTES);
    }
    int begin = pem.indexOf(BEGIN);
    int label = begin + BEGIN.length();
    int labelEnd = begin < 0 ? -1 : pem.indexOf(DASHES, label);
    if (labelEnd < 0) {
      throw new MalformedException("not a PEM public key: there is no -----BEGIN PUBLIC KEY-----");
    }
    requireLabel(pem.substring(label, labelEnd));
    String endLine = "-----END " + LABEL + DASHES;
    int body = labelEnd + DASHES.length();
    int end = pem.indexOf(endLine, body);
    if (end < 0) {
      throw new MalformedException("the PEM block has no " + endLine);
    }
    if (pem.indexOf(BEGIN, body) >= 0) {
      throw new MalformedException(
          "there is more than one PEM block: put each public key into a file of its own");
    }
    return Base64Text.decode(withoutLineBreaks(pem.substring(body, end)));
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

  private static String withoutLineBreaks(String body) {
    StringBuilder kept = new StringBuilder(body.length());
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
        kept.append(c);
      }
    }
    return kept.toString();
  }
}
