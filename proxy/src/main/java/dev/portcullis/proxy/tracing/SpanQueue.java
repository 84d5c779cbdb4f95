package dev.portcullis.proxy.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans on a thread of its own, {@code traces}. Whoever ends a span only puts it in a bounded
 * queue and never waits: a span that does not fit, or that the collector does not take, is dropped
 * and counted.
 */
final class SpanQueue implements SpanProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);
  private static final int QUEUE = 4_096;
  private static final int BATCH = 512;
  private static final int PATIENCE_SECONDS = 10;
  private static final int CLOSING_SECONDS = 5;

  private final BlockingQueue<SpanData> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final SpanExporter exporter;
  private final Thread thread;
  private volatile boolean closing;
  private boolean healthy = true;

  SpanQueue(SpanExporter exporter) {
    this.exporter = exporter;
    this.thread = Thread.ofPlatform().name("traces").daemon().unstarted(this::run);
    thread.start();
  }

  /** Spans that were not sent. */
  long dropped() {
    return dropped.get();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled() && (closing || !queue.offer(span.toSpanData()))) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  private void run() {
    List<SpanData> batch = new ArrayList<>(BATCH);
    try {
      while (!closing || !queue.isEmpty()) {
        SpanData first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          send(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      dropped.addAndGet(queue.size());
    }
  }

  private void send(List<SpanData> batch) {
    boolean sent =
        exporter
            .export(List.copyOf(batch))
            .join(closing ? CLOSING_SECONDS : PATIENCE_SECONDS, TimeUnit.SECONDS)
            .isSuccess();
    if (!sent) {
      dropped.addAndGet(batch.size());
    }
    if (sent != healthy) {
      LOG.warn(sent ? "traces are sent again" : "the collector takes no traces; they are dropped");
    }
    healthy = sent;
  }

  /** Sends what is queued, for up to five seconds, and ends the thread. */
  @Override
  public CompletableResultCode shutdown() {
    closing = true;
    try {
      if (!thread.join(Duration.ofSeconds(CLOSING_SECONDS))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return exporter.shutdown();
  }
}
