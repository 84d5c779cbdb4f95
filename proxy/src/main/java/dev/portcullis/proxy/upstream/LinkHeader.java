package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.Locale;
import java.util.Optional;

/** The {@code Link} header (RFC 8288, section 3), as far as {@code rel="next"} goes. */
final class LinkHeader {
  private final String text;
  private int at;

  private LinkHeader(String text) {
    this.text = text;
  }

  /**
   * The target of the first link whose relation is {@code next}.
   *
   * @throws MalformedException if the header breaks its grammar
   */
  static Optional<String> next(String header) throws MalformedException {
    return new LinkHeader(header).find();
  }

  private Optional<String> find() throws MalformedException {
    Optional<String> found = Optional.empty();
    skip(" \t,");
    while (at < text.length()) {
      String target = target();
      if (isNext() && found.isEmpty()) {
        found = Optional.of(target);
      }
      skip(" \t");
      if (at < text.length() && text.charAt(at) != ',') {
        throw malformed();
      }
      skip(" \t,");
    }
    return found;
  }

  private String target() throws MalformedException {
    if (text.charAt(at) != '<') {
      throw malformed();
    }
    int end = text.indexOf('>', at);
    if (end < 0) {
      throw malformed();
    }
    String target = text.substring(at + 1, end);
    at = end + 1;
    return target;
  }

  private boolean isNext() throws MalformedException {
    boolean next = false;
    boolean relSeen = false;
    skip(" \t");
    while (at < text.length() && text.charAt(at) == ';') {
      at++;
      skip(" \t");
      String name = token().toLowerCase(Locale.ROOT);
      skip(" \t");
      String value = "";
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        skip(" \t");
        value = value();
        skip(" \t");
      }
      if (name.equals("rel") && !relSeen) {
        relSeen = true;
        for (String relation : value.split(" ", -1)) {
          next |= relation.equalsIgnoreCase("next");
        }
      }
    }
    return next;
  }

  private String value() throws MalformedException {
    if (at >= text.length() || text.charAt(at) != '"') {
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

  private String token() {
    int start = at;
    while (at < text.length() && " \t;,=\"<>".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private MalformedException malformed() {
    return new MalformedException("Link header '" + Quoting.shorten(text) + "' is malformed");
  }
}
