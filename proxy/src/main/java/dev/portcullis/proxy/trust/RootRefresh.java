package dev.portcullis.proxy.trust;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.tuf.TrustedMetadata;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refreshes one root, again and again, on a virtual thread of its own, {@code trust-NAME}. */
final class RootRefresh {
  private static final Logger LOG = LoggerFactory.getLogger(RootRefresh.class);

  private final TufSource source;
  private final TufFetcher fetcher;
  private final RootFiles files;
  private final InstantSource clock;
  private final BiConsumer<String, Boolean> done;
  private final Thread thread;
  private KeptRoot kept;
  private int failures;
  private volatile RootStatus status;

  /**
   * A refresh that has not begun.
   *
   * @param done is told of each refresh: the root and whether it succeeded
   * @throws MalformedException if the first root is not one
   */
  RootRefresh(
      TufSource source, TufFetcher fetcher, InstantSource clock, BiConsumer<String, Boolean> done)
      throws MalformedException {
    this.source = source;
    this.fetcher = fetcher;
    this.files = new RootFiles(source);
    this.clock = clock;
    this.done = done;
    this.kept = files.load();
    this.status = status(Optional.empty(), Optional.empty());
    this.thread = Thread.ofVirtual().name("trust-" + source.name()).unstarted(this::run);
  }

  TufSource source() {
    return source;
  }

  RootStatus status() {
    return status;
  }

  void start() {
    thread.start();
  }

  void stop() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        refresh();
        Thread.sleep(wait(clock.instant()));
      }
    } catch (InterruptedException e) {
      LOG.debug("root {} is not refreshed any more", source.name());
    }
  }

  private Duration wait(Instant now) {
    return RefreshTiming.next(
        status.expires(), now, failures, ThreadLocalRandom.current().nextDouble());
  }

  /** Refreshes once; keeps what was verified whatever the outcome. */
  void refresh() {
    Instant start = clock.instant();
    TufFetcher.Outcome outcome = fetcher.refresh(source, kept.seen(), start);
    boolean success = outcome.problem().isEmpty();
    Optional<TrustedMetadata> good = success ? Optional.of(outcome.trusted()) : kept.good();
    kept = new KeptRoot(outcome.trusted(), good);
    Optional<String> problem = store().or(outcome::problem);
    failures = problem.isEmpty() ? 0 : failures + 1;
    Optional<Instant> refreshed = problem.isEmpty() ? Optional.of(start) : status.refreshed();
    status = status(refreshed, problem);
    done.accept(source.name(), problem.isEmpty());
    tell(start, problem);
  }

  private Optional<String> store() {
    try {
      files.store(kept);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot keep it in " + source.folder() + ": " + e);
    }
  }

  private void tell(Instant now, Optional<String> problem) {
    boolean over = status.expires().map(end -> !now.isBefore(end)).orElse(true);
    if (problem.isEmpty()) {
      LOG.info(
          "root {} is fresh: TUF root version {}, timestamp until {}",
          source.name(),
          status.rootVersion(),
          status.expires().map(Instant::toString).orElse("?"));
    } else if (!status.isHeld()) {
      LOG.error(
          "root {} was never fetched from {}, and rules that need it cannot decide until it is:"
              + " {}",
          source.name(),
          source.url(),
          problem.get());
    } else if (over) {
      LOG.error(
          "root {} has EXPIRED: nobody vouches since {} that it is the newest, and it cannot be"
              + " refreshed from {}; the last good one stays in use: {}",
          source.name(),
          status.expires().map(Instant::toString).orElse("?"),
          source.url(),
          problem.get());
    } else {
      LOG.warn(
          "root {} could not be refreshed from {}; the last good one stays in use, fresh until {}:"
              + " {}",
          source.name(),
          source.url(),
          status.expires().map(Instant::toString).orElse("?"),
          problem.get());
    }
  }

  private RootStatus status(Optional<Instant> refreshed, Optional<String> problem) {
    return new RootStatus(
        source.name(),
        kept.good().isPresent(),
        kept.seen().rootVersion(),
        refreshed,
        kept.good().flatMap(TrustedMetadata::timestampExpires),
        problem);
  }
}
