package dev.portcullis.proxy.evidence;

import dev.portcullis.proxy.upstream.Fetch;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The questions of one search: each on a virtual thread of its own, no more at once than there are
 * permits, none beyond the search's budget.
 */
final class Questions {
  private final ExecutorService threads;
  private final Semaphore permits;
  private final Duration budget;
  private final long deadline;

  Questions(ExecutorService threads, Semaphore permits, Duration budget) {
    this.threads = threads;
    this.permits = permits;
    this.budget = budget;
    this.deadline = System.nanoTime() + budget.toNanos();
  }

  /** The answer, waited for; {@link Fetch.Kind#TIMEOUT} when the budget is used up. */
  <T> Fetch<T> ask(Supplier<Fetch<T>> question) {
    try {
      if (!permits.tryAcquire(left(), TimeUnit.NANOSECONDS)) {
        return late();
      }
      try {
        return answer(threads.submit(question::get));
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Fetch.trouble(Fetch.Kind.UNREACHABLE, "the search for evidence was called off");
    }
  }

  private <T> Fetch<T> answer(Future<Fetch<T>> future) throws InterruptedException {
    try {
      return future.get(left(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return late();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question about evidence broke", e.getCause());
    } finally {
      future.cancel(true);
    }
  }

  /** The nanoseconds of the budget that are left. */
  long left() {
    return Math.max(0, deadline - System.nanoTime());
  }

  private <T> Fetch<T> late() {
    return Fetch.trouble(
        Fetch.Kind.TIMEOUT, "no answer within the " + budget.toMillis() + " ms for evidence");
  }
}
