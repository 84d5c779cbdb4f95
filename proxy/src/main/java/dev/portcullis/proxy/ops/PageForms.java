package dev.portcullis.proxy.ops;

import dev.portcullis.proxy.page.PageRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What browsers send: fields, and forms that may change something. */
final class PageForms {
  private static final String TOKEN = "token";

  private PageForms() {}

  /** The fields of a query or of a form; those that are malformed are left out. */
  static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new HashMap<>();
    for (String field : encoded.split("&", -1)) {
      int equals = field.indexOf('=');
      try {
        fields.put(
            URLDecoder.decode(
                equals < 0 ? field : field.substring(0, equals), StandardCharsets.UTF_8),
            equals < 0
                ? ""
                : URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        // No percent-encoding: not a field of this page, which then shows everything.
      }
    }
    return fields;
  }

  /**
   * A form that was sent. It may change something if it has the token among its fields, which no
   * other site's page knows and no browser adds by itself, and was sent by a page of this proxy.
   * The token goes no further than here.
   *
   * @param origin the header {@code Origin}
   * @param site the header {@code Sec-Fetch-Site}
   * @param host the header {@code Host}
   */
  static PageRequest form(
      String path,
      String body,
      AdminConfig config,
      Optional<String> origin,
      Optional<String> site,
      Optional<String> host) {
    Map<String, String> fields = fields(body);
    Optional<String> shown = Optional.ofNullable(fields.remove(TOKEN));
    PageRequest.Authority authority;
    if (isFromElsewhere(origin, site, host)) {
      authority = PageRequest.Authority.FROM_ELSEWHERE;
    } else if (config.token().isEmpty()) {
      authority = PageRequest.Authority.NO_TOKEN_SET;
    } else {
      authority =
          config.token().map(token -> token.is(shown.orElse(""))).orElse(false)
              ? PageRequest.Authority.CHANGES
              : PageRequest.Authority.TOKEN_WRONG;
    }
    return new PageRequest(path, fields, authority);
  }

  private static boolean isFromElsewhere(
      Optional<String> origin, Optional<String> site, Optional<String> host) {
    boolean crosses = site.map(value -> !value.equals("same-origin")).orElse(false);
    boolean other =
        origin
            .map(value -> host.map(name -> !value.endsWith("://" + name)).orElse(true))
            .orElse(false);
    return crosses || other;
  }
}
