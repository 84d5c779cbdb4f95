package dev.portcullis.proxy.demo;

import com.sun.net.httpserver.HttpExchange;
import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns an exchange of the JDK's server into a {@link SeenRequest}. */
final class RequestParser {
  private RequestParser() {}

  static SeenRequest parse(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String method = exchange.getRequestMethod();
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    Bytes body = Bytes.wrap(exchange.getRequestBody().readAllBytes());
    Map<String, String> query = parameters(uri.getRawQuery() == null ? "" : uri.getRawQuery());
    return route(method, uri.getRawPath(), uri.toString(), query, headers, body);
  }

  private static SeenRequest route(
      String method,
      String path,
      String uri,
      Map<String, String> query,
      Map<String, String> headers,
      Bytes body) {
    Operation operation = Operation.UNKNOWN;
    String repository = "";
    String reference = "";
    if (path.equals("/token")) {
      operation = Operation.TOKEN;
    } else if (path.equals("/v2/") || path.equals("/v2")) {
      operation = Operation.PING;
    } else if (path.startsWith("/v2/")) {
      for (String kind : List.of("/manifests/", "/blobs/", "/referrers/", "/tags/")) {
        int at = path.lastIndexOf(kind);
        if (at > 3 && (kind.equals("/blobs/") || path.indexOf('/', at + kind.length()) < 0)) {
          repository = path.substring(4, at);
          reference = path.substring(at + kind.length());
          operation = operation(method, kind, reference);
          break;
        }
      }
    }
    return new SeenRequest(operation, method, uri, repository, reference, query, headers, body);
  }

  private static Operation operation(String method, String kind, String reference) {
    boolean upload = kind.equals("/blobs/") && reference.startsWith("uploads");
    if (upload) {
      return Operation.UPLOAD;
    }
    return switch (method + " " + kind) {
      case "GET /manifests/" -> Operation.MANIFEST_GET;
      case "HEAD /manifests/" -> Operation.MANIFEST_HEAD;
      case "PUT /manifests/" -> Operation.MANIFEST_PUT;
      case "GET /blobs/" -> Operation.BLOB_GET;
      case "HEAD /blobs/" -> Operation.BLOB_HEAD;
      case "GET /referrers/" -> Operation.REFERRERS;
      case "GET /tags/" -> Operation.TAGS;
      case "DELETE /manifests/", "DELETE /blobs/" -> Operation.DELETE;
      default -> Operation.UNKNOWN;
    };
  }

  /** The first value of each parameter of a query or form. */
  static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!name.isEmpty()) {
        parameters.putIfAbsent(decode(name), decode(value));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
