package dev.portcullis.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A content digest, {@code <algorithm>:<lower-case hex>} (OCI image-spec, descriptor.md "Digests").
 * Only the registered algorithms are representable, and only with the right number of digits.
 *
 * @param algorithm the hash function
 * @param hex the hash in lower-case hexadecimal
 */
public record Digest(Algorithm algorithm, String hex) {

  /** The hash functions that may identify content here. */
  public enum Algorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String prefix;
    private final String jca;
    private final int digits;

    Algorithm(String prefix, String jca, int digits) {
      this.prefix = prefix;
      this.jca = jca;
      this.digits = digits;
    }

    /** The name before the colon. */
    public String prefix() {
      return prefix;
    }

    /** The number of hexadecimal digits. */
    public int digits() {
      return digits;
    }

    /** A fresh hash computation, by the JDK's own provider. */
    public MessageDigest newMessageDigest() {
      try {
        return MessageDigest.getInstance(jca);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java runtime lacks " + jca, e);
      }
    }
  }

  /** Checks that {@code hex} has the algorithm's number of lower-case digits. */
  public Digest {
    if (hex.length() != algorithm.digits() || !isLowerHex(hex)) {
      throw new IllegalArgumentException("not a " + algorithm.prefix() + " digest");
    }
  }

  /**
   * Reads {@code <algorithm>:<hex>}.
   *
   * @throws MalformedException for an unknown algorithm, a wrong number of digits, or a character
   *     other than 0-9 and a-f
   */
  public static Digest parse(String text) throws MalformedException {
    for (Algorithm algorithm : Algorithm.values()) {
      int prefix = algorithm.prefix().length();
      if (text.startsWith(algorithm.prefix())
          && text.length() == prefix + 1 + algorithm.digits()
          && text.charAt(prefix) == ':') {
        String hex = text.substring(prefix + 1);
        if (isLowerHex(hex)) {
          return new Digest(algorithm, hex);
        }
      }
    }
    throw new MalformedException(
        "'" + Quoting.shorten(text) + "' is not a digest: sha256:<64 hex> or sha512:<128 hex>");
  }

  /** The SHA-256 digest of {@code content}. */
  public static Digest sha256(Bytes content) {
    return of(Algorithm.SHA256, content);
  }

  /** The digest of {@code content} by {@code algorithm}. */
  public static Digest of(Algorithm algorithm, Bytes content) {
    MessageDigest digest = algorithm.newMessageDigest();
    content.update(digest);
    return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  /** Whether this is the digest of {@code content}. */
  public boolean matches(Bytes content) {
    return of(algorithm, content).equals(this);
  }

  /** The hash as bytes. */
  public Bytes bytes() {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  /** The algorithm and the first twelve digits, for messages. */
  public String shortened() {
    return algorithm.prefix() + ":" + hex.substring(0, 12);
  }

  /**
   * The tag of the referrers tag schema (distribution-spec, "Referrers Tag Schema"): algorithm cut
   * to 32 characters, a hyphen, hash cut to 64.
   */
  public String fallbackTag() {
    return algorithm.prefix() + "-" + hex.substring(0, Math.min(64, hex.length()));
  }

  @Override
  public String toString() {
    return algorithm.prefix() + ":" + hex;
  }

  private static boolean isLowerHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }
}
