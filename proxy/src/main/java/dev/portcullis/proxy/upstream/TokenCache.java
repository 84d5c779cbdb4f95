package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Tokens until shortly before they expire; one request for each at a time. Blocks. */
final class TokenCache {
  private static final int TOKENS = 10_000;

  private final AsyncCache<TokenKey, Fetch<Token>> tokens;

  TokenCache(Ticker ticker) {
    this.tokens =
        Caffeine.newBuilder()
            .ticker(ticker)
            .maximumSize(TOKENS)
            .expireAfter(Expiry.<TokenKey, Fetch<Token>>creating((key, got) -> usable(got)))
            .buildAsync();
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

  /** The token for {@code key}, if there is one already. */
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
    }
  }

  private static Duration usable(Fetch<Token> got) {
    return got instanceof Fetch.Found<Token>(Token token) ? token.usable() : Duration.ZERO;
  }
}
