package dev.portcullis.proxy.admission;

import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.SeenRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Measures round trips without a clock: an upstream that answers no request of a wave before all
 * requests of that wave have come. If the proxy waits for an answer where it need not, the wave
 * never fills and the requests say so; requests beyond the last wave are answered and counted.
 */
final class Waves implements Function<SeenRequest, Optional<Misbehaviour>> {
  private static final long PATIENCE_SECONDS = 10;

  private final int[] sizes;
  private final List<List<String>> seen = new ArrayList<>();
  private final List<String> unfilled = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition full = lock.newCondition();

  Waves(int... sizes) {
    this.sizes = sizes.clone();
    for (int ignored = 0; ignored <= sizes.length; ignored++) {
      seen.add(new ArrayList<>());
    }
  }

  @Override
  public Optional<Misbehaviour> apply(SeenRequest request) {
    lock.lock();
    try {
      int wave = current();
      List<String> mine = seen.get(wave);
      mine.add(request.toString());
      if (wave == sizes.length) {
        return Optional.empty();
      }
      if (mine.size() == sizes[wave]) {
        full.signalAll();
        return Optional.empty();
      }
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (mine.size() < sizes[wave] && left > 0) {
        left = full.awaitNanos(left);
      }
      if (left <= 0) {
        unfilled.add(request.toString());
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }

  private int current() {
    int wave = 0;
    while (wave < sizes.length && seen.get(wave).size() == sizes[wave]) {
      wave++;
    }
    return wave;
  }

  /** What came in each wave, and last what came after them all. */
  List<List<String>> seen() {
    lock.lock();
    try {
      return seen.stream().map(List::copyOf).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Requests whose answer was waited for although others of their wave were still to come. */
  List<String> unfilled() {
    lock.lock();
    try {
      return List.copyOf(unfilled);
    } finally {
      lock.unlock();
    }
  }
}
