package dev.portcullis.proxy.ops;

/** Whether the program is warm and may be sent traffic; set by the wiring, read on any thread. */
public final class Readiness {
  private final Metrics metrics;
  private volatile boolean ready;

  /** Starts not ready. */
  public Readiness(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Says that traffic may come ({@code true}), or that it should stop coming. */
  public void set(boolean isReady) {
    ready = isReady;
    metrics.ready(isReady);
  }

  /** Whether traffic may come. */
  public boolean isReady() {
    return ready;
  }
}
