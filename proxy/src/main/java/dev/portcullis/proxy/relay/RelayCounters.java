package dev.portcullis.proxy.relay;

import java.util.concurrent.atomic.LongAdder;

/** What the relay has done since the start. Thread-safe. */
public final class RelayCounters {
  private final LongAdder bytes = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder redirected = new LongAdder();
  private final LongAdder cut = new LongAdder();

  void bytes(long more) {
    bytes.add(more);
  }

  void count(RelayOutcome outcome) {
    switch (outcome) {
      case RelayOutcome.Sent whole -> sent.increment();
      case RelayOutcome.Cut broken -> cut.increment();
      case RelayOutcome.Abandoned gone -> cut.increment();
      case RelayOutcome.Redirected elsewhere -> redirected.increment();
      case RelayOutcome.NotHad none -> {}
      case RelayOutcome.Contradicted none -> {}
      case RelayOutcome.OutOfRange none -> {}
    }
  }

  /** Bytes of blobs that were handed to clients' connections. */
  public long bytes() {
    return bytes.sum();
  }

  /** Responses that were sent whole. */
  public long sent() {
    return sent.sum();
  }

  /** Blobs that clients were sent elsewhere for. */
  public long redirected() {
    return redirected.sum();
  }

  /** Responses that were begun and cut, by either side. */
  public long cut() {
    return cut.sum();
  }
}
