package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions that signatures may use here; everything older is refused. */
public enum HashFunction {
  SHA256("SHA-256", "sha256", 32),
  SHA384("SHA-384", "sha384", 48),
  SHA512("SHA-512", "sha512", 64);

  private final String jca;
  private final String prefix;
  private final int length;

  HashFunction(String jca, String prefix, int length) {
    this.jca = jca;
    this.prefix = prefix;
    this.length = length;
  }

  /** The name in the Java Security Standard Algorithm Names: {@code SHA-256}. */
  public String jcaName() {
    return jca;
  }

  /** The name in digests and log entries: {@code sha256}. */
  public String prefix() {
    return prefix;
  }

  /** The number of bytes of a hash. */
  public int length() {
    return length;
  }

  /** A fresh computation, by the JDK's own provider. */
  public MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance(jca);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + jca, e);
    }
  }

  /** The hash of the concatenation of {@code parts}. */
  public Bytes of(Bytes... parts) {
    MessageDigest digest = newMessageDigest();
    for (Bytes part : parts) {
      part.update(digest);
    }
    return Bytes.wrap(digest.digest());
  }
}
