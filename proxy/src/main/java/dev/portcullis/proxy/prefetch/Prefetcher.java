package dev.portcullis.proxy.prefetch;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.admission.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has images judged before anybody pulls them, as the proxy itself, so that the first pull finds
 * its verdict in memory. Its thread, {@code prefetch}, only starts work and never waits for it. An
 * image that is not admitted is looked at again, since signing follows the push. Thread-safe.
 */
public final class Prefetcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Prefetcher.class);
  private static final List<Duration> AGAIN =
      List.of(Duration.ofSeconds(10), Duration.ofMinutes(1));
  private static final int UNDER_WAY = 256;
  private static final int CHILDREN = 64;

  private final BiFunction<RepositoryName, Reference.Target, CompletableFuture<Answer>> judge;
  private final Consumer<Outcome> outcomes;
  private final List<Duration> again;
  private final ScheduledExecutorService thread;
  private final AtomicInteger underWay = new AtomicInteger();
  private Future<?> keepingWarm = CompletableFuture.completedFuture(null);
  private PrefetchConfig config = PrefetchConfig.NOTHING;

  /** What became of one image. */
  public enum Outcome {
    /** It has its verdict, and may be pulled. */
    ADMITTED,
    /** It may not be pulled, or that could not be told. */
    NOT_ADMITTED,
    /** It was not looked at: too many are waiting. */
    DROPPED
  }

  /**
   * A prefetcher of nothing yet.
   *
   * @param judge works out the answer for a manifest; must not block
   * @param outcomes is told what became of each image
   */
  public Prefetcher(
      BiFunction<RepositoryName, Reference.Target, CompletableFuture<Answer>> judge,
      Consumer<Outcome> outcomes) {
    this(judge, outcomes, AGAIN);
  }

  Prefetcher(
      BiFunction<RepositoryName, Reference.Target, CompletableFuture<Answer>> judge,
      Consumer<Outcome> outcomes,
      List<Duration> again) {
    this.judge = judge;
    this.outcomes = outcomes;
    this.again = List.copyOf(again);
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("prefetch").daemon().factory());
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    one.setRemoveOnCancelPolicy(true);
    this.thread = Executors.unconfigurableScheduledExecutorService(one);
  }

  /** Keeps other images warm from now on. */
  public synchronized void reconfigure(PrefetchConfig next) {
    if (next.equals(config)) {
      return;
    }
    keepingWarm.cancel(false);
    config = next;
    if (!next.keepWarm().isEmpty()) {
      keepingWarm =
          thread.scheduleWithFixedDelay(
              () -> next.keepWarm().forEach(image -> look(image, again.size())),
              0,
              next.every().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** Has these judged, and again after a while where they are not admitted. Does not wait. */
  public void accept(List<Reference> images) {
    images.forEach(image -> look(image, 0));
  }

  /** Looks at an image for the {@code attempt}th time, from 0. */
  private void look(Reference image, int attempt) {
    if (underWay.incrementAndGet() > UNDER_WAY) {
      underWay.decrementAndGet();
      outcomes.accept(Outcome.DROPPED);
      return;
    }
    var _ =
        judge
            .apply(image.repository(), image.target())
            .whenComplete(
                (answer, failure) -> {
                  underWay.decrementAndGet();
                  if (failure != null) {
                    LOG.warn("{} could not be looked at: {}", image, failure.toString());
                  }
                  settle(image, attempt, failure == null && answer instanceof Answer.Serve);
                  if (answer instanceof Answer.Serve serve) {
                    children(image, serve.held().manifest());
                  }
                });
  }

  private void settle(Reference image, int attempt, boolean admitted) {
    outcomes.accept(admitted ? Outcome.ADMITTED : Outcome.NOT_ADMITTED);
    if (admitted || attempt >= again.size()) {
      return;
    }
    try {
      var _ =
          thread.schedule(
              () -> look(image, attempt + 1), again.get(attempt).toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("{} is not looked at again: the program stops", image);
    }
  }

  /** An admitted index admits its children; what is still to be had is their bytes. */
  private void children(Reference image, Manifest manifest) {
    if (MediaTypes.isIndex(manifest.mediaType())) {
      manifest
          .references()
          .limit(CHILDREN)
          .map(Descriptor::digest)
          .forEach(
              child ->
                  look(
                      new Reference(image.repository(), new Reference.ByDigest(child)),
                      again.size()));
    }
  }

  /** Ends the thread; what is under way goes on. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
