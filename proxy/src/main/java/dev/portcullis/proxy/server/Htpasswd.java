package dev.portcullis.proxy.server;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A password file as {@code htpasswd -B} writes it: a line for each client, name and bcrypt hash.
 * Other hashes are refused: they are too fast to guess.
 */
final class Htpasswd {
  private static final int LONGEST = 1024 * 1024;
  private static final int MOST_COST = 15;

  /** The hash of nothing in particular, so that unknown names take as long as known ones. */
  private static final byte[] NOBODY =
      "$2y$10$abcdefghijklmnopqrstuuOJz.gzBcVPvVOQ5OZC1VhQnR3oO7zMW"
          .getBytes(StandardCharsets.US_ASCII);

  private final Map<String, byte[]> hashes;

  private Htpasswd(Map<String, byte[]> hashes) {
    this.hashes = hashes;
  }

  /**
   * Reads a password file.
   *
   * @throws MalformedException if a line is not a name and a bcrypt hash, or a name comes twice
   */
  static Htpasswd parse(Bytes file) throws MalformedException {
    if (file.length() > LONGEST) {
      throw new MalformedException("the password file is longer than 1 MiB");
    }
    Map<String, byte[]> hashes = new HashMap<>();
    List<String> lines = file.toUtf8().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        int number = i + 1;
        int colon = line.indexOf(':');
        String hash = line.substring(colon + 1);
        if (colon < 1 || !isBcrypt(hash)) {
          throw new MalformedException(
              "line " + number + " is not <name>:<bcrypt hash>; make it with htpasswd -B");
        }
        String name = line.substring(0, colon);
        if (hashes.put(name, hash.getBytes(StandardCharsets.US_ASCII)) != null) {
          throw new MalformedException(
              "line " + number + " names '" + Quoting.shorten(name) + "' again");
        }
      }
    }
    return new Htpasswd(hashes);
  }

  private static boolean isBcrypt(String hash) {
    boolean shaped =
        hash.length() == 60
            && (hash.startsWith("$2y$") || hash.startsWith("$2a$") || hash.startsWith("$2b$"))
            && isDigit(hash.charAt(4))
            && isDigit(hash.charAt(5))
            && hash.charAt(6) == '$'
            && hash.chars().skip(7).allMatch(Htpasswd::isRadix64);
    int cost = shaped ? Integer.parseInt(hash.substring(4, 6)) : 0;
    return cost >= BCrypt.MIN_COST && cost <= MOST_COST;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isRadix64(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '/';
  }

  /** Whether {@code password} is that of {@code name}. Takes long on purpose: never on a loop. */
  boolean verify(String name, byte[] password) {
    byte[] hash = hashes.get(name);
    boolean tooLong = password.length > BCrypt.Version.VERSION_2Y.allowedMaxPwLength;
    boolean right =
        !tooLong && BCrypt.verifyer().verify(password, hash == null ? NOBODY : hash).verified;
    return hash != null && right;
  }
}
