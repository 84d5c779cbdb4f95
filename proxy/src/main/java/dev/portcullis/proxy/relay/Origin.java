package dev.portcullis.proxy.relay;

import java.net.URI;
import java.util.Locale;

/**
 * Where connections go (RFC 6454).
 *
 * @param upstream the upstream whose TLS settings hold
 * @param secure whether TLS is spoken
 * @param host the host in lower case, without brackets
 * @param port the port
 */
record Origin(String upstream, boolean secure, String host, int port) {
  static Origin of(String upstream, URI uri) {
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return new Origin(upstream, secure, host, port);
  }

  /** The {@code Host} header (RFC 9110, 7.2). */
  String hostHeader() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? name : name + ":" + port;
  }
}
