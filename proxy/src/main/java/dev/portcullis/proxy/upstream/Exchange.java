package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Limits;
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
  private final Authorizer authorizer;

  Exchange(UpstreamConfig upstream, RegistryUrls urls, Wire wire, Authorizer authorizer) {
    this.upstream = upstream;
    this.urls = urls;
    this.wire = wire;
    this.authorizer = authorizer;
  }

  /** The answer with any status; trouble if there is none or it must not be used. */
  Fetch<Received> send(Caller caller, Ask ask) {
    return authorizer
        .header(caller, ask.repository(), Purpose.PULL)
        .then(header -> follow(ask, header).then(first -> authorized(caller, ask, header, first)));
  }

  /** The answer itself, or after a 401 that of a second and last try with other credentials. */
  private Fetch<Received> authorized(
      Caller caller, Ask ask, Optional<String> used, Received first) {
    if (first.status() != 401 || first.redirected()) {
      if (used.isEmpty()) {
        authorizer.notChallenged();
      }
      return new Fetch.Found<>(first);
    }
    return authorizer
        .answer(
            caller,
            ask.repository(),
            Purpose.PULL,
            used,
            first.headers().values("WWW-Authenticate"))
        .then(header -> follow(ask, header));
  }

  /** Learns what the registry wants to be shown, by asking {@code /v2/}. */
  Fetch<Received> ping(Caller caller, String path) {
    return send(caller, pingOf(path));
  }

  /**
   * Asks {@code /v2/} without showing anything, for what it wants to be shown; obtains no token.
   *
   * @return whether there was an answer
   */
  boolean learn() {
    Fetch<Received> outcome = follow(pingOf(""), Optional.empty());
    if (outcome instanceof Fetch.Found<Received>(Received received)) {
      if (received.status() == 401) {
        authorizer.learn(received.headers().values("WWW-Authenticate"));
      } else {
        authorizer.notChallenged();
      }
      return true;
    }
    return false;
  }

  /** The challenge that {@code /v2/} answers to whoever shows nothing; empty if it has none. */
  Fetch<Optional<String>> challenge() {
    return follow(pingOf(""), Optional.empty())
        .then(
            received ->
                new Fetch.Found<>(
                    received.status() == 401
                        ? received.header("WWW-Authenticate")
                        : Optional.<String>empty()));
  }

  private Ask pingOf(String path) {
    return new Ask(
        UpstreamCall.Operation.PING, "GET", urls.ping(), path, "*/*", Limits.ERROR_BYTES, false);
  }

  private Fetch<Received> follow(Ask ask, Optional<String> authorization) {
    HttpUrl url = ask.url();
    Fetch<Received> outcome = once(ask, url, authorization);
    for (int redirects = 0; redirects <= Limits.REDIRECTS; redirects++) {
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
      if (redirects < Limits.REDIRECTS) {
        outcome = once(ask, url, Optional.empty());
      }
    }
    return Fetch.trouble(
        Fetch.Kind.UNTRUSTWORTHY,
        upstream.name() + " redirects more than " + Limits.REDIRECTS + " times");
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
