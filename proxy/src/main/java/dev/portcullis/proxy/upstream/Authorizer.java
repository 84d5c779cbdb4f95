package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.portcullis.oci.MalformedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Knows how a registry wants its callers to show who they are, and does so: with nothing until it
 * asks, from then on with Basic or with tokens, ahead of being asked. Blocks: for virtual threads.
 */
final class Authorizer {
  /** What the registry has asked for so far. */
  private sealed interface Scheme {}

  private record Unknown() implements Scheme {}

  private record Open() implements Scheme {}

  private record Basic() implements Scheme {}

  private record Bearer(
      RealmRules.Allowed realm, Optional<String> service, Optional<String> challenge)
      implements Scheme {}

  /**
   * What was shown by Basic lately, so that it can be shown without reading it again.
   *
   * @param at when it was read, by the ticker
   */
  private record Recent(String header, long at) {
    /** Not the header: it is a secret. */
    @Override
    public String toString() {
      return "Recent[" + at + "]";
    }
  }

  private static final Duration RECENT = Duration.ofMinutes(5);
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final UpstreamConfig upstream;
  private final AddressGuard guard;
  private final Ticker ticker;
  private final RealmRules realms;
  private final Secrets secrets;
  private final TokenService service;
  private final TokenCache tokens;
  private volatile Scheme scheme = new Unknown();
  private volatile Optional<Recent> recent = Optional.empty();

  Authorizer(
      UpstreamConfig upstream,
      AddressGuard guard,
      Wire wire,
      CredentialHelpers helpers,
      Ticker ticker) {
    this.upstream = upstream;
    this.guard = guard;
    this.realms = new RealmRules(upstream, guard);
    this.secrets = new Secrets(upstream, helpers);
    this.service = new TokenService(upstream, wire);
    this.tokens = new TokenCache(ticker, THREADS);
    this.ticker = ticker;
  }

  /** Whether the registry has answered before, so that it is known what it wants. */
  boolean isLearned() {
    return !(scheme instanceof Unknown);
  }

  /** Notes that a request without credentials was not challenged. */
  void notChallenged() {
    if (scheme instanceof Unknown) {
      scheme = new Open();
    }
  }

  /** Notes what a registry wants that has not been asked before. Shows nothing to anybody. */
  void learn(List<String> challenges) {
    Optional<Challenge> challenge;
    try {
      challenge = Challenge.choose(challenges);
    } catch (MalformedException _) {
      return; // told to whoever asks for something
    }
    if (isLearned() || challenge.isEmpty()) {
      return;
    }
    if (!challenge.get().scheme().equals("bearer")) {
      scheme = new Basic();
      var _ = header(Caller.proxy(), "", Purpose.PULL);
    } else if (realms.check(challenge.get().parameter("realm").orElse(""))
        instanceof RealmRules.Allowed realm) {
      scheme =
          new Bearer(realm, challenge.get().parameter("service"), challenges.stream().findFirst());
    }
  }

  /** The header to send unasked; empty where nothing is to be sent yet, or nothing is had. */
  Fetch<Optional<String>> header(Caller caller, String path, Purpose purpose) {
    return unasked(caller, path, purpose).then(this::notInTheOpen);
  }

  /**
   * As {@link #header} for the proxy's own credentials, if that is known without asking anybody.
   * Does not block.
   */
  Optional<Shown> known(String path) {
    return switch (scheme) {
      case Open _ -> Optional.of(Shown.NOTHING);
      case Bearer _ when guard.isKnownToTakeSecrets() ->
          tokens
              .use(key(Caller.proxy(), path, Purpose.PULL))
              .map(token -> new Shown(Optional.of(token.header())));
      case Basic _ when guard.isKnownToTakeSecrets() ->
          recent
              .filter(shown -> ticker.read() - shown.at() < RECENT.toNanos())
              .map(shown -> new Shown(Optional.of(shown.header())));
      case Bearer _, Basic _, Unknown _ -> Optional.empty();
    };
  }

  /** Credentials cross no public network in clear text. */
  private Fetch<Optional<String>> notInTheOpen(Optional<String> header) {
    boolean open =
        header.isPresent() && upstream.url().getScheme().equals("http") && guard.isUpstreamPublic();
    return open
        ? Fetch.trouble(
            Fetch.Kind.UNTRUSTWORTHY,
            upstream.name()
                + " is reached by http and not at a private address, so no credentials were sent;"
                + " use https in url: of this upstream")
        : new Fetch.Found<>(header);
  }

  private Fetch<Optional<String>> unasked(Caller caller, String path, Purpose purpose) {
    Optional<String> own = clientsToken(caller);
    if (own.isPresent()) {
      return new Fetch.Found<>(own);
    }
    return switch (scheme) {
      case Unknown unknown -> new Fetch.Found<>(Optional.empty());
      case Open open -> new Fetch.Found<>(Optional.empty());
      case Basic basic -> basic(caller);
      case Bearer bearer -> {
        Fetch<Optional<String>> token =
            token(key(caller, path, purpose), caller, bearer, scope(path, purpose));
        if (token instanceof Fetch.Found) {
          yield token;
        }
        scheme = new Unknown();
        boolean maybeOpen = token instanceof Fetch.Denied && showsNothing(caller);
        yield maybeOpen ? new Fetch.Found<>(Optional.empty()) : token;
      }
    };
  }

  /**
   * The header that answers a 401.
   *
   * @param purpose what the refused request was for
   * @param used what it showed
   * @param challenges every {@code WWW-Authenticate} of the answer
   * @return {@link Fetch.Denied} if there is nothing else to show
   */
  Fetch<Optional<String>> answer(
      Caller caller, String path, Purpose purpose, Optional<String> used, List<String> challenges) {
    return asked(caller, path, purpose, used, challenges).then(this::notInTheOpen);
  }

  private Fetch<Optional<String>> asked(
      Caller caller, String path, Purpose purpose, Optional<String> used, List<String> challenges) {
    Optional<String> shown = challenges.stream().findFirst();
    Optional<Challenge> challenge;
    try {
      challenge = Challenge.choose(challenges);
    } catch (MalformedException e) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY, upstream.name() + ": " + String.valueOf(e.getMessage()));
    }
    if (challenge.isEmpty() || clientsToken(caller).isPresent()) {
      return denied(shown);
    }
    return challenge.get().scheme().equals("bearer")
        ? answerBearer(caller, path, purpose, used, challenge.get(), shown)
        : answerBasic(caller, used, shown);
  }

  private Fetch<Optional<String>> answerBasic(
      Caller caller, Optional<String> used, Optional<String> shown) {
    scheme = new Basic();
    if (used.isPresent()) {
      secrets.renew();
    }
    return basic(caller)
        .then(
            header ->
                header.isEmpty() || header.equals(used)
                    ? denied(shown)
                    : new Fetch.Found<>(header));
  }

  private Fetch<Optional<String>> answerBearer(
      Caller caller,
      String path,
      Purpose purpose,
      Optional<String> used,
      Challenge challenge,
      Optional<String> shown) {
    return switch (realms.check(challenge.parameter("realm").orElse(""))) {
      case RealmRules.Refused refused -> Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, refused.why());
      case RealmRules.Allowed realm -> {
        Bearer bearer = new Bearer(realm, challenge.parameter("service"), shown);
        scheme = bearer;
        TokenKey key = key(caller, path, purpose);
        used.ifPresent(header -> tokens.forget(key, header));
        String scope =
            challenge
                .parameter("scope")
                .filter(offered -> isNoMoreThan(offered, path, purpose))
                .orElse(scope(path, purpose));
        yield token(key, caller, bearer, scope);
      }
    };
  }

  /** Drops the token of a caller, after a 401 that {@link #answer} did not see. */
  void forget(Caller caller, String path) {
    TokenKey key = key(caller, path, Purpose.PULL);
    tokens.peek(key).ifPresent(token -> tokens.forget(key, token.header()));
  }

  /** How long what a caller shows is sure to be good for; at most {@code most}. */
  Duration sureFor(Caller caller, String path, Duration most) {
    return tokens
        .peek(key(caller, path, Purpose.PULL))
        .map(Token::usable)
        .filter(usable -> usable.compareTo(most) < 0)
        .orElse(most);
  }

  private Fetch<Optional<String>> token(TokenKey key, Caller caller, Bearer bearer, String scope) {
    Supplier<Fetch<Token>> obtain = () -> obtain(caller, bearer, scope);
    return (isPassedThrough() ? tokens.get(key, obtain) : tokens.getRenewed(key, obtain))
        .then(token -> new Fetch.Found<>(Optional.of(token.header())));
  }

  private Fetch<Token> obtain(Caller caller, Bearer bearer, String scope) {
    Fetch<Token> outcome =
        secrets
            .of(caller)
            .then(
                secret ->
                    secret instanceof Secret.Ready(String header)
                        ? new Fetch.Found<>(new Token(header, TokenAnswer.DEFAULT_LIFETIME))
                        : service.obtain(
                            bearer.realm(), bearer.service(), scope, secret, bearer.challenge()));
    if (outcome instanceof Fetch.Denied) {
      secrets.renew();
    }
    return outcome;
  }

  private Fetch<Optional<String>> basic(Caller caller) {
    long now = ticker.read();
    Fetch<Optional<String>> header =
        secrets
            .of(caller)
            .then(
                secret ->
                    new Fetch.Found<>(
                        switch (secret) {
                          case Secret.Basic(String basic) -> Optional.of(basic);
                          case Secret.Ready(String ready) -> Optional.of(ready);
                          case Secret.None _, Secret.Refresh _ -> Optional.<String>empty();
                        }));
    if (!isPassedThrough()) {
      recent =
          header instanceof Fetch.Found<Optional<String>>(Optional<String> shown)
              ? shown.map(secret -> new Recent(secret, now))
              : Optional.empty();
    }
    return header;
  }

  /** Whether callers show what they have: of them nothing is kept. */
  private boolean isPassedThrough() {
    return upstream.credentials() instanceof UpstreamCredentials.PassThrough;
  }

  /** Whether there is no credential that a further try could cost. */
  private boolean showsNothing(Caller caller) {
    return switch (upstream.credentials()) {
      case UpstreamCredentials.Anonymous anonymous -> true;
      case UpstreamCredentials.PassThrough passThrough -> caller.authorization().isEmpty();
      case UpstreamCredentials.Login login -> false;
      case UpstreamCredentials.DockerConfig config -> false;
      case UpstreamCredentials.Helper helper -> false;
    };
  }

  private Optional<String> clientsToken(Caller caller) {
    return isPassedThrough()
        ? caller.authorization().filter(header -> !header.regionMatches(true, 0, "basic ", 0, 6))
        : Optional.empty();
  }

  private Fetch<Optional<String>> denied(Optional<String> challenge) {
    String hint = isPassedThrough() ? "" : "; see credentials: of this upstream";
    return new Fetch.Denied<>(upstream.name() + " wants other credentials" + hint, challenge);
  }

  private TokenKey key(Caller caller, String path, Purpose purpose) {
    return new TokenKey(CallerKeys.of(upstream, caller), path, purpose);
  }

  private static String scope(String path, Purpose purpose) {
    return switch (purpose) {
      case PULL -> "repository:" + path + ":pull";
      case WRITE -> "repository:" + path + ":pull,push";
    };
  }

  /** A challenge must not have the proxy ask for more than it needs. */
  private static boolean isNoMoreThan(String scope, String path, Purpose purpose) {
    return scope.indexOf(' ') < 0
        && switch (purpose) {
          case PULL -> scope.startsWith("repository:") && scope.endsWith(":pull");
          case WRITE -> scope.startsWith("repository:" + path + ":");
        };
  }
}
