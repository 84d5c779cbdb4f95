package dev.portcullis.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A content digest, {@code <algorithm>:<lower-case hex>} (OCI image-spec, descriptor.md "Digests").
 * Only the registered algorithms are representable, and only with the right number of digits. Kept
 * as numbers, not as text: caches hold millions of them.
 */
public final class Digest {
  private static final int DIGITS = 16;
  private static final long[] NOTHING = {};

  private final Algorithm algorithm;
  private final long first;
  private final long second;
  private final long third;
  private final long fourth;
  private final long[] rest;

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

  /**
   * A digest by its parts.
   *
   * @param algorithm the hash function
   * @param hex the hash in lower-case hexadecimal
   * @throws IllegalArgumentException if {@code hex} is not the algorithm's number of such digits
   */
  public Digest(Algorithm algorithm, String hex) {
    this(algorithm, checked(algorithm, hex), 0);
  }

  /** Reads the digits of {@code text} from {@code start} on, which are known to be ones. */
  private Digest(Algorithm algorithm, String text, int start) {
    this.algorithm = algorithm;
    this.first = word(text, start);
    this.second = word(text, start + DIGITS);
    this.third = word(text, start + 2 * DIGITS);
    this.fourth = word(text, start + 3 * DIGITS);
    int more = algorithm.digits() / DIGITS - 4;
    this.rest = more == 0 ? NOTHING : new long[more];
    for (int i = 0; i < more; i++) {
      rest[i] = word(text, start + (4 + i) * DIGITS);
    }
  }

  private static long word(String text, int start) {
    return HexFormat.fromHexDigitsToLong(text, start, start + DIGITS);
  }

  private static String checked(Algorithm algorithm, String hex) {
    if (hex.length() != algorithm.digits() || !isLowerHex(hex, 0)) {
      throw new IllegalArgumentException("not a " + algorithm.prefix() + " digest");
    }
    return hex;
  }

  /** The hash function. */
  public Algorithm algorithm() {
    return algorithm;
  }

  /** The first 64 bits of the hash. */
  public long prefix() {
    return first;
  }

  /** The hash in lower-case hexadecimal. */
  public String hex() {
    HexFormat format = HexFormat.of();
    StringBuilder hex = new StringBuilder(algorithm.digits());
    hex.append(format.toHexDigits(first)).append(format.toHexDigits(second));
    hex.append(format.toHexDigits(third)).append(format.toHexDigits(fourth));
    for (long word : rest) {
      hex.append(format.toHexDigits(word));
    }
    return hex.toString();
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
          && text.charAt(prefix) == ':'
          && isLowerHex(text, prefix + 1)) {
        return new Digest(algorithm, text, prefix + 1);
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
    return Bytes.wrap(HexFormat.of().parseHex(hex()));
  }

  /** The algorithm and the first twelve digits, for messages. */
  public String shortened() {
    return algorithm.prefix() + ":" + HexFormat.of().toHexDigits(first).substring(0, 12);
  }

  /**
   * The tag of the referrers tag schema (distribution-spec, "Referrers Tag Schema"): algorithm cut
   * to 32 characters, a hyphen, hash cut to 64.
   */
  public String fallbackTag() {
    return algorithm.prefix() + "-" + hex().substring(0, 64);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest that
        && first == that.first
        && second == that.second
        && third == that.third
        && fourth == that.fourth
        && algorithm == that.algorithm
        && Arrays.equals(rest, that.rest);
  }

  @Override
  public int hashCode() {
    return Long.hashCode((first * 31 + second) * 31 + (third * 31 + fourth));
  }

  /** {@code <algorithm>:<hex>}. */
  @Override
  public String toString() {
    return algorithm.prefix() + ":" + hex();
  }

  private static boolean isLowerHex(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }
}
