package dev.portcullis.proxy.server;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.portcullis.oci.Bytes;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks HTTP Basic (RFC 7617) against a password file. Called on event loops; what has to be
 * hashed is hashed on virtual threads, few at once, and remembered under a keyed hash, so that
 * neither names nor passwords lie in memory.
 */
final class PasswordCheck {
  private static final String SCHEME = "basic ";
  private static final int LONGEST = 1024;
  private static final int MOST_WAITING = 256;
  private static final Duration RIGHT = Duration.ofMinutes(5);
  private static final Duration WRONG = Duration.ofSeconds(10);

  private final Htpasswd passwords;
  private final byte[] key = new byte[32];
  private final FastThreadLocal<Mac> macs =
      new FastThreadLocal<>() {
        @Override
        protected Mac initialValue() throws GeneralSecurityException {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(key, "HmacSHA256"));
          return mac;
        }
      };
  private final AsyncCache<Bytes, Identification> outcomes =
      Caffeine.newBuilder()
          .maximumSize(10_000)
          .expireAfter(
              Expiry.<Bytes, Identification>creating(
                  (credential, outcome) -> outcome instanceof Identification.Known ? RIGHT : WRONG))
          .executor(task -> Thread.ofVirtual().name("password-", 0).start(task))
          .buildAsync();
  private final Semaphore atOnce =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  private final AtomicInteger waiting = new AtomicInteger();

  PasswordCheck(Htpasswd passwords) {
    this.passwords = passwords;
    new SecureRandom().nextBytes(key);
  }

  /** Who sends this {@code Authorization}. */
  Identification identify(String authorization) {
    if (authorization.length() > LONGEST
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Identification.Unknown();
    }
    Bytes credential =
        Bytes.wrap(macs.get().doFinal(authorization.getBytes(StandardCharsets.ISO_8859_1)));
    CompletableFuture<Identification> known = outcomes.getIfPresent(credential);
    if (known == null) {
      if (waiting.get() >= MOST_WAITING) {
        return new Identification.Busy();
      }
      known = outcomes.get(credential, (key, threads) -> check(authorization, threads));
    }
    return known.isDone() && !known.isCompletedExceptionally()
        ? known.join()
        : new Identification.Pending(known);
  }

  private CompletableFuture<Identification> check(String authorization, Executor threads) {
    waiting.incrementAndGet();
    return CompletableFuture.supplyAsync(
        () -> {
          atOnce.acquireUninterruptibly();
          try {
            return verify(authorization.substring(SCHEME.length()).strip());
          } finally {
            atOnce.release();
            waiting.decrementAndGet();
          }
        },
        threads);
  }

  private Identification verify(String encoded) {
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException notBase64) {
      return new Identification.Unknown();
    }
    int colon = 0;
    while (colon < pair.length && pair[colon] != ':') {
      colon++;
    }
    if (colon == pair.length) {
      return new Identification.Unknown();
    }
    String name = new String(pair, 0, colon, StandardCharsets.UTF_8);
    return passwords.verify(name, Arrays.copyOfRange(pair, colon + 1, pair.length))
        ? new Identification.Known(new ClientIdentity(name))
        : new Identification.Unknown();
  }
}
