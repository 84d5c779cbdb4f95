package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Who was seen to have access to what, where clients pass their own credentials through: for at
 * most five minutes, for one minute where how long the credential is good for is unknown, and never
 * longer than the token that was obtained with it. Does not block.
 */
final class AccessMemory {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration UNKNOWN_TOKEN = Duration.ofMinutes(1);
  private static final int GRANTS = 100_000;

  private final UpstreamConfig upstream;
  private final Authorizer authorizer;
  private final Cache<TokenKey, Duration> grants;

  AccessMemory(UpstreamConfig upstream, Authorizer authorizer, Ticker ticker) {
    this.upstream = upstream;
    this.authorizer = authorizer;
    this.grants =
        Caffeine.newBuilder()
            .ticker(ticker)
            .maximumSize(GRANTS)
            .expireAfter(Expiry.<TokenKey, Duration>writing((key, lifetime) -> lifetime))
            .build();
  }

  /** Whether no one needs to be asked. */
  boolean isGranted(Caller caller, String path) {
    return !passesThrough() || grants.getIfPresent(key(caller, path)) != null;
  }

  /** Notes that the upstream served {@code caller} from the repository. */
  void grant(Caller caller, String path) {
    if (passesThrough()) {
      boolean token =
          caller.authorization().filter(h -> !h.regionMatches(true, 0, "basic ", 0, 6)).isPresent();
      grants.put(
          key(caller, path), token ? UNKNOWN_TOKEN : authorizer.sureFor(caller, path, LONGEST));
    }
  }

  private boolean passesThrough() {
    return upstream.credentials() instanceof UpstreamCredentials.PassThrough;
  }

  private TokenKey key(Caller caller, String path) {
    return new TokenKey(CallerKeys.of(upstream, caller), path, Purpose.PULL);
  }
}
