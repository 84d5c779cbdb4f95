package dev.portcullis.oci;

/**
 * The character-level grammars of names, checked by hand in one pass: no regular expression that a
 * hostile path could make slow.
 */
public final class NameGrammar {
  private NameGrammar() {}

  /**
   * Whether {@code path} is a repository path: segments of lower-case letters and digits, joined
   * inside by {@code .}, {@code _}, {@code __} or hyphens, separated by single slashes, at most
   * {@link Limits#NAME_LENGTH} characters (distribution-spec, "Pulling manifests").
   */
  public static boolean isRepositoryPath(String path) {
    if (path.isEmpty() || path.length() > Limits.NAME_LENGTH) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        if (!isSegment(path, start, i)) {
          return false;
        }
        start = i + 1;
      }
    }
    return true;
  }

  private static boolean isSegment(String path, int from, int to) {
    if (from >= to || !isAlphanumeric(path.charAt(from)) || !isAlphanumeric(path.charAt(to - 1))) {
      return false;
    }
    int i = from;
    while (i < to) {
      char c = path.charAt(i);
      if (isAlphanumeric(c)) {
        i++;
        continue;
      }
      int run = i;
      while (run < to && path.charAt(run) == c) {
        run++;
      }
      int length = run - i;
      boolean allowed =
          switch (c) {
            case '.' -> length == 1;
            case '_' -> length <= 2;
            case '-' -> true;
            default -> false;
          };
      if (!allowed || !isAlphanumeric(path.charAt(run))) {
        return false;
      }
      i = run;
    }
    return true;
  }

  /** Whether {@code tag} is a tag: a word character, then up to 127 of word, dot and hyphen. */
  public static boolean isTag(String tag) {
    if (tag.isEmpty() || tag.length() > 128) {
      return false;
    }
    for (int i = 0; i < tag.length(); i++) {
      char c = tag.charAt(i);
      boolean word = isAlphanumeric(c) || (c >= 'A' && c <= 'Z') || c == '_';
      if (!word && (i == 0 || (c != '.' && c != '-'))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether {@code registry} is {@code host} or {@code host:port}: lower-case letters, digits,
   * hyphens and dots with no empty label, or a bracketed IPv6 address, and a port from 1 to 65535.
   */
  public static boolean isRegistry(String registry) {
    if (registry.isEmpty() || registry.length() > Limits.NAME_LENGTH) {
      return false;
    }
    int hostEnd;
    if (registry.charAt(0) == '[') {
      hostEnd = registry.indexOf(']') + 1;
      if (hostEnd < 4 || !isIpv6(registry, 1, hostEnd - 1)) {
        return false;
      }
    } else {
      int colon = registry.indexOf(':');
      hostEnd = colon < 0 ? registry.length() : colon;
      if (!isHost(registry, hostEnd)) {
        return false;
      }
    }
    return hostEnd == registry.length()
        || (registry.charAt(hostEnd) == ':' && isPort(registry.substring(hostEnd + 1)));
  }

  private static boolean isHost(String text, int end) {
    char previous = '.';
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean separator = c == '.' || c == '-';
      if ((!isAlphanumeric(c) && !separator) || (separator && previous == '.')) {
        return false;
      }
      if (c == '.' && previous == '-') {
        return false;
      }
      previous = c;
    }
    return end > 0 && isAlphanumeric(previous);
  }

  private static boolean isIpv6(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (!hex && c != ':' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isPort(String text) {
    if (text.isEmpty() || text.length() > 5) {
      return false;
    }
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + (c - '0');
    }
    return port >= 1 && port <= 65535;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
