package dev.portcullis.proxy.clients;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.proxy.server.Router;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proxy as its clients reach it.
 *
 * @param url scheme {@code http} or {@code https}, host, optional port, nothing else
 * @param ca the path, on the client's machine, of the authority behind the proxy's certificate
 */
public record ProxyAddress(URI url, Optional<String> ca) {
  private static final Pattern PLAIN_PATH = Pattern.compile("[^\"'\\\\\\p{Cntrl}]+");

  /**
   * Reads a URL.
   *
   * @param ca a path without quotes, backslashes and control characters
   * @throws MalformedException if the URL has anything but scheme, host and port, or the path could
   *     not stand in a configuration file
   */
  public static ProxyAddress parse(String text, Optional<String> ca) throws MalformedException {
    Optional<URI> url = uri(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    if (url.filter(ProxyAddress::isBareOrigin).isEmpty()) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is not the proxy's address: http[s]://HOST[:PORT] without a path");
    }
    if (ca.filter(path -> !PLAIN_PATH.matcher(path).matches()).isPresent()) {
      throw new MalformedException(
          "'" + Quoting.shorten(ca.orElseThrow()) + "' is not a plain path");
    }
    return new ProxyAddress(url.orElseThrow(), ca);
  }

  /** Host and port as image names have them. */
  public String authority() {
    return url.getAuthority();
  }

  /** The start of the names of a registry's images, when they are pulled from the proxy by name. */
  public String nameOf(String registry) {
    return authority() + "/" + Router.segmentOf(registry);
  }

  /** Whether the connection is not protected by TLS. */
  public boolean isPlain() {
    return url.getScheme().equals("http");
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isBareOrigin(URI url) {
    return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        && url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawPath().isEmpty()
        && url.getRawQuery() == null
        && url.getRawFragment() == null;
  }
}
