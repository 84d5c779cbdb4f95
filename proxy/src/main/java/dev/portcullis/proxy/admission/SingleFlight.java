package dev.portcullis.proxy.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Joins callers that ask for the same thing at the same time: the work is done once, on the
 * executor, and everyone gets its result. Thread-safe; nothing is kept once the work is done.
 *
 * @param <K> what is asked for
 * @param <V> the result
 */
final class SingleFlight<K, V> {
  private final ConcurrentHashMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
  private final Executor executor;

  SingleFlight(Executor executor) {
    this.executor = executor;
  }

  /** The result of {@code work}, or of the work that is already under way for {@code key}. */
  CompletableFuture<V> join(K key, Supplier<V> work) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> other = flights.putIfAbsent(key, mine);
    if (other != null) {
      return other;
    }
    try {
      executor.execute(() -> fly(key, work, mine));
    } catch (RuntimeException e) {
      flights.remove(key, mine);
      mine.completeExceptionally(e);
    }
    return mine;
  }

  /** As {@link #join}, for work that waits for nothing and ends on a thread of its choice. */
  CompletableFuture<V> joinStarted(K key, Supplier<CompletableFuture<V>> work) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> other = flights.putIfAbsent(key, mine);
    if (other != null) {
      return other;
    }
    CompletableFuture<V> started;
    try {
      started = work.get();
    } catch (RuntimeException e) {
      started = CompletableFuture.failedFuture(e);
    }
    var _ =
        started.whenComplete(
            (value, failure) -> {
              flights.remove(key, mine);
              if (failure == null) {
                mine.complete(value);
              } else {
                mine.completeExceptionally(failure);
              }
            });
    return mine;
  }

  private void fly(K key, Supplier<V> work, CompletableFuture<V> mine) {
    try {
      V value = work.get();
      flights.remove(key, mine);
      mine.complete(value);
    } catch (RuntimeException | Error e) {
      flights.remove(key, mine);
      mine.completeExceptionally(e);
    }
  }

  /** The number of things under way. */
  int size() {
    return flights.size();
  }
}
