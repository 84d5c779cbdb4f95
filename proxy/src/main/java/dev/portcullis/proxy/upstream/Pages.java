package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Follows {@code Link} headers of lists. A link must name the same host; of it only the query is
 * used, on the list's own URL, so that no link leads anywhere else. Scheme, port and path are often
 * wrong where a registry stands behind another proxy.
 */
final class Pages {
  private Pages() {}

  /** The query of the next page; absent if this is the last one. */
  static Fetch<Optional<String>> next(UpstreamConfig upstream, Received received) {
    Optional<String> header = received.header("Link");
    if (header.isEmpty()) {
      return new Fetch.Found<>(Optional.empty());
    }
    try {
      Optional<String> target = LinkHeader.next(header.get());
      return target.isEmpty()
          ? new Fetch.Found<>(Optional.empty())
          : query(upstream, received.url(), target.get());
    } catch (MalformedException e) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY, upstream.name() + ": " + String.valueOf(e.getMessage()));
    }
  }

  private static Fetch<Optional<String>> query(
      UpstreamConfig upstream, HttpUrl here, String target) {
    HttpUrl url = here.resolve(target);
    if (url == null || !url.host().equals(here.host())) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY,
          upstream.name() + " links to a next page elsewhere: '" + Quoting.shorten(target) + "'");
    }
    return new Fetch.Found<>(Optional.ofNullable(url.encodedQuery()).filter(Pages::isQuery));
  }

  /** Whether {@code text} is a query by RFC 3986, section 3.4, of at most 2,048 characters. */
  static boolean isQuery(String text) {
    return !text.isEmpty()
        && text.length() <= 2048
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "-._~!$&'()*+,;=:@/?%".indexOf(c) >= 0);
  }
}
