package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills cells: once when they are first needed, then ahead of the end of what they hold. One thread
 * of its own, {@code portcullis-revocation}, keeps the time; the work is done on virtual threads.
 */
final class CellRefresher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  /** A certificate that no pull has needed for so long is not asked about any more. */
  private static final Duration IDLE = Duration.ofDays(7);

  private final RevocationLists lists;
  private final ResponderClient client;
  private final AnswerStore store;
  private final RefreshSchedule schedule;
  private final Consumer<RevocationEvent> events;
  private final Runnable learnt;
  private final InstantSource clock;
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("revocation-", 0).factory());
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("portcullis-revocation").daemon().factory());

  /**
   * Does nothing yet.
   *
   * @param learnt told when any cell has learnt something
   */
  CellRefresher(
      RevocationLists lists,
      ResponderClient client,
      AnswerStore store,
      RefreshSchedule schedule,
      Consumer<RevocationEvent> events,
      Runnable learnt,
      InstantSource clock) {
    this.lists = lists;
    this.client = client;
    this.store = store;
    this.schedule = schedule;
    this.events = events;
    this.learnt = learnt;
    this.clock = clock;
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Sees to it that a cell that a pull needs is filled and stays so.
   *
   * @return what to wait for; empty if the cell holds an answer, or has just failed to get one
   */
  Optional<CompletableFuture<Void>> ask(RevocationCell cell, long millis) {
    wake(cell, Instant.ofEpochMilli(millis));
    if (cell.state().isSettled(millis) || !cell.mayAsk(millis)) {
      return Optional.empty();
    }
    RevocationCell.Flight flight = begin(cell);
    // An answer that has run out although others are still being waited for is asked for again.
    return Optional.of(
        flight.settled().isDone()
            ? flight.landed().thenCompose(_ -> begin(cell).settled())
            : flight.settled());
  }

  /** Begins to refresh a cell that was read from disk. */
  void wake(RevocationCell cell, Instant now) {
    boolean slept = !cell.isAwake();
    cell.asked(now.toEpochMilli());
    if (slept && cell.state().isSettled(now.toEpochMilli())) {
      scheduleAhead(cell, now);
    }
  }

  boolean isIdle(RevocationCell cell, Instant now) {
    return now.toEpochMilli() - cell.lastAsked() > IDLE.toMillis();
  }

  /** Takes in a list that another certificate's refresh has brought. */
  void rejudge(RevocationCell cell, Instant now) {
    learn(cell, Inquiry.judge(cell, lists, now), now);
  }

  private RevocationCell.Flight begin(RevocationCell cell) {
    RevocationCell.Boarding boarding = cell.join();
    if (boarding.mine()) {
      try {
        executor.execute(() -> inquire(cell, boarding.flight().settled()));
      } catch (RejectedExecutionException closing) {
        cell.landed();
      }
    }
    return boarding.flight();
  }

  private void inquire(RevocationCell cell, CompletableFuture<Void> settled) {
    try {
      Inquiry.Outcome outcome =
          new Inquiry(
                  cell,
                  lists,
                  client,
                  events,
                  executor,
                  clock,
                  status -> {
                    learn(cell, status, clock.instant());
                    settled.complete(null);
                  })
              .run();
      conclude(cell, outcome);
    } catch (RuntimeException e) {
      if (executor.isShutdown()) {
        LOG.debug("revocation: stopping", e);
        return;
      }
      LOG.error("revocation: the inquiry about {} failed", cell.question().certificate(), e);
      cell.failed("it failed: " + e);
      cell.notBefore(clock.millis() + schedule.negative(1).toMillis());
    } finally {
      cell.landed();
    }
  }

  private void learn(RevocationCell cell, RevocationStatus status, Instant now) {
    boolean turned = cell.learn(status, now);
    learnt.run();
    if (turned) {
      CellState state = cell.state();
      switch (state.kind()) {
        case REVOKED, HOLD -> {
          LOG.warn("revocation: {} is revoked: {}", cell.question().certificate(), state.status());
          save(cell);
        }
        case GOOD -> LOG.info("revocation: {} is good", cell.question().certificate());
        case UNKNOWN, RETIRED ->
            LOG.warn("revocation: {} is unknown", cell.question().certificate());
      }
    }
  }

  private void save(RevocationCell cell) {
    if (cell.state().kind() != CellStatus.RETIRED) {
      store.save(cell);
    }
  }

  private void conclude(RevocationCell cell, Inquiry.Outcome outcome) {
    Instant now = clock.instant();
    RevocationStatus status = Inquiry.judge(cell, lists, now);
    learn(
        cell,
        status instanceof RevocationStatus.Unknown
            ? RevocationStatus.Unknown.because(outcome.words())
            : status,
        now);
    if (outcome.heard()) {
      save(cell);
    }
    CellState state = cell.state();
    if (outcome.heard() && state.isSettled(now.toEpochMilli())) {
      cell.succeeded();
      scheduleAhead(cell, now);
    } else {
      int failures = cell.failed(outcome.words());
      cell.notBefore(now.plus(schedule.negative(failures)).toEpochMilli());
      LOG.warn(
          "revocation: {} is still {}, since no newer answer can be had: {}",
          cell.question().certificate(),
          state.at(now.toEpochMilli()),
          outcome.words());
      boolean holds = state.kind() == CellStatus.GOOD && state.isSettled(now.toEpochMilli());
      later(
          cell,
          holds
              ? schedule.retry(failures, now, Instant.ofEpochMilli(state.validUntil()))
              : schedule.retry(failures));
    }
  }

  private void scheduleAhead(RevocationCell cell, Instant now) {
    CellState state = cell.state();
    switch (state.kind()) {
      case GOOD -> {
        if (state.validUntil() != Long.MAX_VALUE) {
          later(cell, schedule.ahead(now, Instant.ofEpochMilli(state.validUntil())));
        }
      }
      case HOLD, UNKNOWN -> later(cell, schedule.retry(1));
      case REVOKED, RETIRED -> cell.refreshAt(Optional.empty());
    }
  }

  private void later(RevocationCell cell, Duration delay) {
    cell.refreshAt(Optional.of(clock.instant().plus(delay)));
    try {
      cell.due(timer.schedule(() -> refresh(cell), delay.toMillis(), TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException closing) {
      LOG.debug("revocation: stopping", closing);
    }
  }

  private void refresh(RevocationCell cell) {
    CellStatus kind = cell.state().kind();
    if (isIdle(cell, clock.instant())) {
      cell.sleep();
    } else if (kind != CellStatus.REVOKED && kind != CellStatus.RETIRED) {
      begin(cell);
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    timer.shutdownNow();
    executor.shutdownNow();
  }
}
