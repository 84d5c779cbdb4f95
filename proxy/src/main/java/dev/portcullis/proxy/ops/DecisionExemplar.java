package dev.portcullis.proxy.ops;

import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives the times of verdicts the id of one of their decisions as exemplar, in both labels that
 * exemplars have: {@code trace_id} and {@code span_id}. It is per thread.
 */
final class DecisionExemplar implements SpanContext {
  private final ThreadLocal<String> current = new ThreadLocal<>();

  /** Does {@code work}, whose measurements are of decision {@code id}. */
  void during(String id, Runnable work) {
    current.set(id);
    try {
      work.run();
    } finally {
      current.remove();
    }
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    return current.get();
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    return current.get();
  }

  @Override
  public boolean isCurrentSpanSampled() {
    return current.get() != null;
  }

  @Override
  public void markCurrentSpanAsExemplar() {
    // The record keeps every decision, so that none needs to be marked.
  }
}
