package dev.portcullis.proxy.evidence;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The evidence that one pull holds: to be closed when it is decided. Thread-safe, since one search
 * fetches many things at once.
 */
public final class EvidenceLease implements AutoCloseable {
  /** Bytes that are not counted: the signatures of almost every image. */
  private static final long FREE = 256 * 1024;

  private final EvidenceMemory memory;
  private final AtomicLong free = new AtomicLong(FREE);
  private volatile boolean closed;
  private long held;

  EvidenceLease(EvidenceMemory memory) {
    this.memory = memory;
  }

  /** Waits until {@code bytes} more may be held; false if they may not within {@code nanos}. */
  boolean take(long bytes, long nanos) throws InterruptedException {
    if (closed) {
      return false;
    }
    if (bytes <= FREE && free.addAndGet(-bytes) >= 0) {
      return true;
    }
    return memory.take(this, bytes, nanos);
  }

  boolean isClosed() {
    return closed;
  }

  /** With the lock of the memory held. */
  void counted(long bytes) {
    held += bytes;
  }

  /** With the lock of the memory held. */
  long settle() {
    long all = held;
    held = 0;
    return all;
  }

  /** Gives everything back; nothing can be taken any more. */
  @Override
  public void close() {
    closed = true;
    memory.free(this);
  }
}
