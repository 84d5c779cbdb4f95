package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code WWW-Authenticate} (RFC 9110, sections 11.2 to 11.6): challenges, each a scheme with
 * parameters or a token68, all separated by commas. A parameter that is named twice is refused,
 * since readers differ on which one counts.
 */
final class ChallengeParser {
  private static final int LONGEST = 8 * 1024;

  private final String text;
  private int at;

  private ChallengeParser(String text) {
    this.text = text;
  }

  /**
   * All challenges, in order.
   *
   * @throws MalformedException if the header breaks the grammar or is longer than 8 KiB
   */
  static List<Challenge> parse(String header) throws MalformedException {
    if (header.length() > LONGEST) {
      throw new MalformedException("WWW-Authenticate is longer than 8 KiB");
    }
    return new ChallengeParser(header).challenges();
  }

  private List<Challenge> challenges() throws MalformedException {
    List<Challenge> found = new ArrayList<>();
    skip(" \t,");
    while (at < text.length()) {
      String scheme = token().toLowerCase(Locale.ROOT);
      Map<String, String> parameters = new HashMap<>();
      skip(" \t");
      if (!token68()) {
        parameters(parameters);
      }
      found.add(new Challenge(scheme, parameters));
      skip(" \t,");
    }
    return found;
  }

  /** Passes over a token68, which no scheme of a registry uses. */
  private boolean token68() {
    int start = at;
    int end = start;
    while (end < text.length()
        && (isToken(text.charAt(end)) || "/=".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    boolean nothing = end == start;
    int equals = text.indexOf('=', start);
    boolean parameter = equals >= 0 && equals < end && text.charAt(end - 1) != '=';
    boolean beforeQuote = end < text.length() && text.charAt(end) == '"';
    if (nothing || parameter || beforeQuote || (end < text.length() && text.charAt(end) != ',')) {
      return false;
    }
    at = end;
    return true;
  }

  private void parameters(Map<String, String> parameters) throws MalformedException {
    while (at < text.length()) {
      int before = at;
      skip(" \t,");
      int start = at;
      if (start == text.length()) {
        return;
      }
      String name = token().toLowerCase(Locale.ROOT);
      skip(" \t");
      if (at == text.length() || text.charAt(at) != '=') {
        // Not a parameter: the next challenge's scheme.
        at = start;
        if (parameters.isEmpty() && before == start) {
          throw malformed();
        }
        return;
      }
      at++;
      skip(" \t");
      if (parameters.put(name, value()) != null) {
        throw new MalformedException(
            "WWW-Authenticate names '" + Quoting.shorten(name) + "' twice");
      }
      skip(" \t");
      if (at < text.length() && text.charAt(at) != ',') {
        throw malformed();
      }
    }
  }

  private String value() throws MalformedException {
    if (at == text.length() || text.charAt(at) != '"') {
      return token();
    }
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\' && at + 1 < text.length()) {
        at++;
        c = text.charAt(at);
      }
      value.append(c);
    }
    throw malformed();
  }

  private String token() throws MalformedException {
    int start = at;
    while (at < text.length() && isToken(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw malformed();
    }
    return text.substring(start, at);
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean isToken(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~:".indexOf(c) >= 0;
  }

  private MalformedException malformed() {
    return new MalformedException("WWW-Authenticate '" + Quoting.shorten(text) + "' is malformed");
  }
}
