package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Quoting;
import java.net.URI;
import okhttp3.HttpUrl;

/**
 * Which redirects of an upstream are followed: to http or https, never from https down to http,
 * never with a name and password in the URL. Where the target's address lies is judged by {@link
 * AddressGuard} when it is connected to. Credentials are never sent along.
 */
public final class RedirectRules {
  private RedirectRules() {}

  /** What is said to a redirect. */
  public sealed interface Verdict {}

  /**
   * It may be followed, without credentials.
   *
   * @param uri the target, absolute
   */
  public record Allowed(URI uri) implements Verdict {}

  /**
   * It must not be followed.
   *
   * @param why one clause for people that names the upstream
   */
  public record Refused(String why) implements Verdict {}

  /** Judges the {@code Location} of an answer that came from {@code from}. */
  public static Verdict check(UpstreamConfig upstream, URI from, String location) {
    HttpUrl base = HttpUrl.get(from.toString());
    HttpUrl target = base.resolve(location);
    if (target == null) {
      return new Refused(
          upstream.name() + " redirects to '" + Quoting.shorten(location) + "', not an HTTP URL");
    }
    if (base.isHttps() && !target.isHttps()) {
      return new Refused(
          upstream.name() + " redirects from https down to http at " + target.host());
    }
    if (!target.username().isEmpty() || !target.password().isEmpty()) {
      return new Refused(upstream.name() + " redirects to a URL with a name and password in it");
    }
    return new Allowed(target.newBuilder().fragment(null).build().uri());
  }
}
