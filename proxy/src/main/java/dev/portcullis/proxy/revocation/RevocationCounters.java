package dev.portcullis.proxy.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what event loops see of cells, off the path on which nothing has changed. Thread-safe;
 * never blocks.
 */
final class RevocationCounters {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
  private static final long A_MINUTE = Duration.ofMinutes(1).toMillis();

  private final Consumer<RevocationEvent> events;
  private final AtomicLong staleLogged = new AtomicLong();

  RevocationCounters(Consumer<RevocationEvent> events) {
    this.events = events;
  }

  /** A verdict was turned down because of what {@code cell} holds now. */
  void turned(RevocationCell cell, CellState state, long millis) {
    boolean revoked = state.kind() == CellStatus.REVOKED || state.kind() == CellStatus.HOLD;
    if (revoked && cell.isFirstEnforcement()) {
      long delay = Math.max(0, millis - state.learnt().toEpochMilli());
      events.accept(new RevocationEvent.Enforced(Duration.ofMillis(delay)));
    }
  }

  /** A good answer was used past its end. */
  void stale(RevocationCell cell, long millis) {
    events.accept(new RevocationEvent.StaleUsed());
    long last = staleLogged.get();
    if (millis - last >= A_MINUTE && staleLogged.compareAndSet(last, millis)) {
      Thread.startVirtualThread(() -> log(cell));
    }
  }

  private static void log(RevocationCell cell) {
    LOG.warn(
        "revocation: {} is taken as good although the answer ended at {} (staleGrace): {}",
        cell.question().certificate(),
        Instant.ofEpochMilli(cell.state().validUntil()),
        cell.lastError().orElse("no newer answer"));
  }
}
