package dev.portcullis.proxy.evidence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.FetchedManifest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Fetches pieces of evidence, a bounded number at once, and keeps what has a digest: content of a
 * digest never changes. Thread-safe; each fetch runs on a virtual thread of its own.
 */
final class Fetches {
  private final Semaphore places;
  private final ExecutorService executor;
  private final Cache<Digest, FetchedManifest> manifests;
  private final Cache<Digest, Bytes> blobs;

  Fetches(EvidenceConfig config, ExecutorService executor) {
    this.places = new Semaphore(config.fetches());
    this.executor = executor;
    this.manifests =
        Caffeine.newBuilder()
            .maximumWeight(config.cacheBytes() / 2)
            .weigher((Digest digest, FetchedManifest kept) -> kept.content().length() + 256)
            .build();
    this.blobs =
        Caffeine.newBuilder()
            .maximumWeight(config.cacheBytes() / 2)
            .weigher((Digest digest, Bytes kept) -> kept.length() + 128)
            .build();
  }

  /** Starts {@code question} at once, or when a place is free. */
  <T> CompletableFuture<T> start(Supplier<T> question) {
    return CompletableFuture.supplyAsync(
        () -> {
          places.acquireUninterruptibly();
          try {
            return question.get();
          } finally {
            places.release();
          }
        },
        executor);
  }

  /** As {@link #start}, for a question whose answer is itself under way. */
  <T> CompletableFuture<T> chain(Supplier<CompletableFuture<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    executor.execute(
        () -> {
          places.acquireUninterruptibly();
          try {
            CompletableFuture<T> under = question.get();
            var _ =
                under.whenComplete(
                    (value, failure) -> {
                      if (failure == null) {
                        answer.complete(value);
                      } else {
                        answer.completeExceptionally(failure);
                      }
                    });
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          } finally {
            places.release();
          }
        });
    return answer;
  }

  Fetch<FetchedManifest> manifest(EvidencePlace place, Reference.Target target) {
    if (target instanceof Reference.ByDigest(Digest digest)) {
      FetchedManifest kept = manifests.getIfPresent(digest);
      if (kept != null) {
        return new Fetch.Found<>(kept);
      }
    }
    Fetch<FetchedManifest> fetched =
        place.registry().manifest(place.caller(), place.path(), target);
    if (fetched instanceof Fetch.Found<FetchedManifest>(FetchedManifest found)) {
      manifests.put(found.digest(), found);
    }
    return fetched;
  }

  Fetch<Bytes> blob(EvidencePlace place, Digest digest, Optional<Bytes> embedded, long limit) {
    Bytes kept = embedded.orElseGet(() -> blobs.getIfPresent(digest));
    if (kept != null) {
      return new Fetch.Found<>(kept);
    }
    Fetch<Bytes> fetched = place.registry().blob(place.caller(), place.path(), digest, limit);
    if (fetched instanceof Fetch.Found<Bytes>(Bytes found)) {
      blobs.put(digest, found);
    }
    return fetched;
  }
}
