package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Tokens until shortly before they expire; one request for each at a time. A token that is used in
 * the last quarter of its time is obtained anew behind whoever uses it, so that nobody who pulls
 * all the time waits for one. Blocks, except for {@link #use} and {@link #peek}.
 */
final class TokenCache {
  private static final int TOKENS = 10_000;

  private final Ticker ticker;
  private final Executor behind;
  private final AsyncCache<TokenKey, Fetch<Token>> tokens;
  private final Cache<TokenKey, Renewal> renewals =
      Caffeine.newBuilder().maximumSize(TOKENS).build();

  /** How a token is obtained anew, and from when on, by the ticker. */
  private record Renewal(
      Token token, long due, Supplier<Fetch<Token>> obtain, AtomicBoolean begun) {}

  /**
   * A cache.
   *
   * @param behind runs renewals
   */
  TokenCache(Ticker ticker, Executor behind) {
    this.ticker = ticker;
    this.behind = behind;
    this.tokens =
        Caffeine.newBuilder()
            .ticker(ticker)
            .maximumSize(TOKENS)
            .expireAfter(Expiry.<TokenKey, Fetch<Token>>creating((key, got) -> usable(got)))
            .buildAsync();
  }

  /** As {@link #get}, and renewed as long as it is used: {@code obtain} is kept. */
  Fetch<Token> getRenewed(TokenKey key, Supplier<Fetch<Token>> obtain) {
    renewIfDue(key);
    Fetch<Token> outcome = get(key, obtain);
    if (outcome instanceof Fetch.Found<Token>(Token token)) {
      Renewal known = renewals.getIfPresent(key);
      if (known == null || !known.token().equals(token)) {
        renewals.put(key, renewal(token, obtain));
      }
    }
    return outcome;
  }

  private Renewal renewal(Token token, Supplier<Fetch<Token>> obtain) {
    long wait = token.usable().multipliedBy(3).dividedBy(4).toNanos();
    return new Renewal(token, ticker.read() + wait, obtain, new AtomicBoolean());
  }

  private void renewIfDue(TokenKey key) {
    Renewal renewal = renewals.getIfPresent(key);
    if (renewal != null
        && ticker.read() - renewal.due() >= 0
        && peek(key).filter(renewal.token()::equals).isPresent()
        && renewal.begun().compareAndSet(false, true)) {
      behind.execute(() -> renew(key, renewal));
    }
  }

  /** A failure changes nothing: the token is good until its time is over. */
  private void renew(TokenKey key, Renewal renewal) {
    Fetch<Token> outcome = renewal.obtain().get();
    if (outcome instanceof Fetch.Found<Token>(Token token)
        && renewals.asMap().replace(key, renewal, renewal(token, renewal.obtain()))) {
      tokens.put(key, CompletableFuture.completedFuture(outcome));
    }
  }

  /** The token for {@code key}; whoever comes first obtains it, and failures are not kept. */
  Fetch<Token> get(TokenKey key, Supplier<Fetch<Token>> obtain) {
    CompletableFuture<Fetch<Token>> mine = new CompletableFuture<>();
    CompletableFuture<Fetch<Token>> first = tokens.asMap().putIfAbsent(key, mine);
    if (first != null) {
      return first.join();
    }
    boolean kept = false;
    try {
      Fetch<Token> outcome = obtain.get();
      kept = outcome instanceof Fetch.Found;
      if (!kept) {
        tokens.asMap().remove(key, mine);
      }
      mine.complete(outcome);
      return outcome;
    } finally {
      if (!mine.isDone()) {
        tokens.asMap().remove(key, mine);
        mine.completeExceptionally(new IllegalStateException("no token was obtained"));
      }
    }
  }

  /** The token for {@code key}, if there is one already, to be used. Does not block. */
  Optional<Token> use(TokenKey key) {
    renewIfDue(key);
    return peek(key);
  }

  /** The token for {@code key}, if there is one already. Does not block. */
  Optional<Token> peek(TokenKey key) {
    CompletableFuture<Fetch<Token>> known = tokens.getIfPresent(key);
    if (known == null || !known.isDone() || known.isCompletedExceptionally()) {
      return Optional.empty();
    }
    return known.join() instanceof Fetch.Found<Token>(Token token)
        ? Optional.of(token)
        : Optional.empty();
  }

  /** Drops the token for {@code key} if it is still the one with {@code header}. */
  void forget(TokenKey key, String header) {
    CompletableFuture<Fetch<Token>> known = tokens.getIfPresent(key);
    if (known != null && peek(key).filter(token -> token.header().equals(header)).isPresent()) {
      tokens.asMap().remove(key, known);
      renewals.invalidate(key);
    }
  }

  private static Duration usable(Fetch<Token> got) {
    return got instanceof Fetch.Found<Token>(Token token) ? token.usable() : Duration.ZERO;
  }
}
