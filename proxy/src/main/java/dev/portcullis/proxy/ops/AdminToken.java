package dev.portcullis.proxy.ops;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret that opens the admin API. It keeps only the secret's hash, and compares in a time that
 * does not depend on how much of it was guessed.
 */
public final class AdminToken {
  private static final int SHORTEST = 16;
  private static final String SCHEME = "Bearer ";
  private static final String BASIC = "Basic ";

  private final byte[] hash;

  private AdminToken(byte[] hash) {
    this.hash = hash;
  }

  /**
   * The token that a file holds: its text without surrounding white space.
   *
   * @throws MalformedException if it has fewer than 16 characters
   */
  public static AdminToken of(Bytes file) throws MalformedException {
    String token = file.toUtf8().strip();
    if (token.length() < SHORTEST) {
      throw new MalformedException("an admin token needs at least 16 characters");
    }
    return new AdminToken(hash(token));
  }

  /** Whether {@code text} is the token, white space around it aside. */
  boolean is(String text) {
    return MessageDigest.isEqual(hash, hash(text.strip()));
  }

  /** Whether an {@code Authorization} header carries the token (RFC 6750, section 2.1). */
  public boolean isIn(Optional<String> authorization) {
    return authorization
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> MessageDigest.isEqual(hash, hash(value.substring(SCHEME.length()).strip())))
        .orElse(false);
  }

  /**
   * Whether an {@code Authorization} header carries the token as a password (RFC 7617), as browsers
   * send it. They send it unasked, so it is good for reading only.
   */
  public boolean isPasswordIn(Optional<String> authorization) {
    return authorization
        .filter(value -> value.regionMatches(true, 0, BASIC, 0, BASIC.length()))
        .flatMap(value -> password(value.substring(BASIC.length()).strip()))
        .map(password -> MessageDigest.isEqual(hash, hash(password)))
        .orElse(false);
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not base64, so nobody's password
    }
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "AdminToken";
  }

  private static byte[] hash(String token) {
    return dev.portcullis.oci.Digest.Algorithm.SHA256
        .newMessageDigest()
        .digest(token.getBytes(StandardCharsets.UTF_8));
  }
}
