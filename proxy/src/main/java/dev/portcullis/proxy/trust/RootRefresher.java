package dev.portcullis.proxy.trust;

import dev.portcullis.oci.MalformedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every root that comes by TUF fresh, in the background and never on the path of a pull. A
 * new trusted root is written to {@link TufSource#trustedRootFile}, which is one of the files that
 * the configuration was made from, and so comes into force as any changed file does. Thread-safe.
 */
public final class RootRefresher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RootRefresher.class);
  private static final Duration EACH = Duration.ofSeconds(20);
  private static final Duration TOTAL = Duration.ofMinutes(5);

  private final TufFetcher fetcher = new TufFetcher(EACH, TOTAL);
  private final InstantSource clock;
  private final BiConsumer<String, Boolean> done;
  private volatile Map<String, RootRefresh> refreshes = Map.of();

  /**
   * A refresher of nothing yet.
   *
   * @param clock tells when files expire
   * @param done is told of each refresh, on its thread: the root and whether it succeeded
   */
  public RootRefresher(InstantSource clock, BiConsumer<String, Boolean> done) {
    this.clock = clock;
    this.done = done;
  }

  /** Refreshes these from now on, and no others; one that is as before goes on undisturbed. */
  public synchronized void reconfigure(List<TufSource> sources) {
    Map<String, RootRefresh> known = refreshes;
    Map<String, RootRefresh> next = new LinkedHashMap<>();
    for (TufSource source : sources) {
      Optional<RootRefresh> same =
          Optional.ofNullable(known.get(source.name()))
              .filter(each -> each.source().equals(source));
      if (same.isPresent()) {
        next.put(source.name(), same.get());
      } else {
        started(source).ifPresent(each -> next.put(source.name(), each));
      }
    }
    known.values().stream().filter(each -> !next.containsValue(each)).forEach(RootRefresh::stop);
    refreshes = Map.copyOf(next);
  }

  private Optional<RootRefresh> started(TufSource source) {
    try {
      RootRefresh refresh = new RootRefresh(source, fetcher, clock, done);
      refresh.start();
      return Optional.of(refresh);
    } catch (MalformedException e) {
      LOG.error("root {} cannot be refreshed: {}", source.name(), e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Fetches the roots of which nothing is kept, and waits until all are there or {@code bound} is
   * over: for the start of a program.
   *
   * @return how those stand that had to be fetched
   * @throws InterruptedException if the wait is called off
   */
  public static List<RootStatus> fetchMissing(
      List<TufSource> sources, InstantSource clock, Duration bound) throws InterruptedException {
    List<RootRefresh> missing = new ArrayList<>();
    try (TufFetcher fetcher = new TufFetcher(bound, bound)) {
      for (TufSource source : sources) {
        try {
          RootRefresh refresh = new RootRefresh(source, fetcher, clock, (name, success) -> {});
          if (!refresh.status().isHeld()) {
            missing.add(refresh);
          }
        } catch (MalformedException e) {
          LOG.error("root {} cannot be fetched: {}", source.name(), e.getMessage());
        }
      }
      CountDownLatch open = new CountDownLatch(missing.size());
      for (RootRefresh each : missing) {
        Thread.ofVirtual()
            .name("trust-first-" + each.source().name())
            .start(
                () -> {
                  try {
                    each.refresh();
                  } finally {
                    open.countDown();
                  }
                });
      }
      if (!open.await(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("not all roots could be fetched within {} s", bound.toSeconds());
      }
    }
    return missing.stream().map(RootRefresh::status).toList();
  }

  /** How each root stands. */
  public List<RootStatus> statuses() {
    return refreshes.values().stream().map(RootRefresh::status).toList();
  }

  /** How one root stands. */
  public Optional<RootStatus> status(String name) {
    return Optional.ofNullable(refreshes.get(name)).map(RootRefresh::status);
  }

  /** Ends the threads. */
  @Override
  public synchronized void close() {
    refreshes.values().forEach(RootRefresh::stop);
    refreshes = Map.of();
    fetcher.close();
  }
}
