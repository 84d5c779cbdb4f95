package dev.portcullis.proxy.upstream;

import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Asks a registry one question: with the credentials that it wants, through the redirects that are
 * allowed. Blocks: for virtual threads.
 */
final class Exchange {
  private final UpstreamConfig upstream;
  private final RegistryUrls urls;
  private final Wire wire;

  Exchange(UpstreamConfig upstream, RegistryUrls urls, Wire wire) {
    this.upstream = upstream;
    this.urls = urls;
    this.wire = wire;
  }

  /** The answer with any status; trouble if there is none or it must not be used. */
  Fetch<Received> send(Caller caller, Ask ask) {
    return follow(ask, Optional.empty());
  }

  private Fetch<Received> follow(Ask ask, Optional<String> authorization) {
    HttpUrl url = ask.url();
    Fetch<Received> outcome = once(ask, url, authorization);
    for (int redirects = 0; redirects <= RedirectRules.MOST; redirects++) {
      if (!(outcome instanceof Fetch.Found<Received>(Received got))
          || !isRedirect(got)
          || !ask.followsRedirects()) {
        boolean redirected = redirects > 0;
        return outcome.then(last -> new Fetch.Found<>(redirected ? last.afterRedirect() : last));
      }
      String location = got.header("Location").orElse("");
      switch (RedirectRules.check(upstream, url.uri(), location)) {
        case RedirectRules.Refused refused -> {
          return Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, refused.why());
        }
        case RedirectRules.Allowed allowed -> url = HttpUrl.get(allowed.uri().toString());
      }
      if (redirects < RedirectRules.MOST) {
        outcome = once(ask, url, Optional.empty());
      }
    }
    return Fetch.trouble(
        Fetch.Kind.UNTRUSTWORTHY,
        upstream.name() + " redirects more than " + RedirectRules.MOST + " times");
  }

  private Fetch<Received> once(Ask ask, HttpUrl url, Optional<String> authorization) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .method(ask.method(), null)
            .header("Accept", ask.accept())
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "portcullis");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return wire.call(ask.operation(), request.build(), urls.isOwn(url), ask.limit());
  }

  private static boolean isRedirect(Received received) {
    return switch (received.status()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }
}
