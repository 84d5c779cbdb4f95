package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Quoting;
import java.util.Locale;
import okhttp3.HttpUrl;

/**
 * Which token services an upstream may send the proxy to: its own host, hosts of its own site, and
 * those that the configuration lists under {@code realms:}. Credentials go nowhere else
 * (GHSA-3p65-76g6-3w7r). A realm must be https, unless the upstream itself is http at an address
 * that is not public.
 */
final class RealmRules {
  private final UpstreamConfig upstream;
  private final AddressGuard guard;

  RealmRules(UpstreamConfig upstream, AddressGuard guard) {
    this.upstream = upstream;
    this.guard = guard;
  }

  /** What is said to a realm. */
  sealed interface Verdict {}

  /**
   * Tokens may be asked for there.
   *
   * @param url the realm
   * @param configured whether its host is the configuration's own word; otherwise its address is
   *     checked when it is connected to
   */
  record Allowed(HttpUrl url, boolean configured) implements Verdict {}

  /**
   * Nothing is sent there.
   *
   * @param why what it is and how to allow it, for people
   */
  record Refused(String why) implements Verdict {}

  Verdict check(String realm) {
    HttpUrl url = HttpUrl.parse(realm);
    String shown = Quoting.shorten(realm);
    if (url == null || !url.username().isEmpty() || !url.password().isEmpty()) {
      return new Refused(
          upstream.name() + " names '" + shown + "' as its token service, not an HTTP URL");
    }
    String own = upstream.url().getHost().toLowerCase(Locale.ROOT);
    boolean configured = url.host().equals(own) || lists(url);
    if (!configured && !Site.same(own, url.host())) {
      return new Refused(
          upstream.name()
              + " names "
              + shown
              + " as its token service, which is not on its own site, so no credentials were sent;"
              + " if that is right, add '"
              + url.host()
              + "' to realms: of this upstream");
    }
    boolean cleartext = upstream.url().getScheme().equals("http") && !guard.isUpstreamPublic();
    if (!url.isHttps() && !cleartext) {
      return new Refused(
          upstream.name() + " names " + shown + " as its token service, which is not https");
    }
    return new Allowed(url, configured);
  }

  private boolean lists(HttpUrl url) {
    for (String entry : upstream.realms()) {
      String listed = entry.toLowerCase(Locale.ROOT);
      if (listed.equals(url.host()) || listed.equals(url.host() + ":" + url.port())) {
        return true;
      }
    }
    return false;
  }
}
