package dev.portcullis.proxy.tracing;

import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.JudgeStep;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.UpstreamCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Traces pulls that are not answered from memory: a span for the pull, and in it one for each fetch
 * from an upstream, each verification and the decision. Its methods may be called on event loops
 * and never block. Clients that share one piece of work see its spans in the trace of whoever came
 * first.
 */
public final class Tracing implements AutoCloseable {
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

  /**
   * The exporter's own complaints, which are told by {@link SpanQueue}; held, or it is forgotten.
   */
  private static final Logger EXPORTER = Logger.getLogger("io.opentelemetry");

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final RetryPolicy RETRY =
      RetryPolicy.builder().setMaxAttempts(2).setInitialBackoff(Duration.ofMillis(500)).build();

  private final Optional<Running> running;

  private record Running(SdkTracerProvider provider, Tracer tracer, SpanQueue queue) {}

  private Tracing(Optional<Running> running) {
    this.running = running;
  }

  /** Traces nothing, at no cost. */
  public static Tracing off() {
    return new Tracing(Optional.empty());
  }

  /**
   * Starts to trace.
   *
   * @param config where traces go; empty traces nothing
   * @param version the program's version
   */
  public static Tracing start(Optional<TracingConfig> config, String version) {
    return new Tracing(config.map(where -> run(where, version)));
  }

  private static Running run(TracingConfig config, String version) {
    EXPORTER.setLevel(Level.OFF);
    SpanQueue queue =
        new SpanQueue(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint())
                .setTimeout(TIMEOUT)
                .setRetryPolicy(RETRY)
                .build());
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setSampler(new OwnShare(config.sample()).whateverTheParent())
            .setResource(
                Resource.builder()
                    .put("service.name", "portcullis")
                    .put("service.version", version)
                    .build())
            .addSpanProcessor(queue)
            .build();
    return new Running(provider, provider.get("dev.portcullis"), queue);
  }

  /** Spans that were not sent. */
  public long dropped() {
    return running.map(now -> now.queue().dropped()).orElse(0L);
  }

  /**
   * Does {@code work} within a span of its own.
   *
   * @param traceparent the client's header of that name (W3C Trace Context 3.2), if it sent one;
   *     what is not well-formed is passed over. It names the parent; whether the pull is traced is
   *     decided here, by chance
   * @param traceId is told the trace's id before anything is done, if the pull is traced
   */
  public CompletableFuture<Answer> pull(
      Optional<String> traceparent,
      RepositoryName repository,
      Reference.Target target,
      Consumer<String> traceId,
      Supplier<CompletableFuture<Answer>> work) {
    if (running.isEmpty()) {
      return work.get();
    }
    SpanBuilder builder =
        running
            .get()
            .tracer()
            .spanBuilder("pull")
            .setSpanKind(SpanKind.SERVER)
            .setParent(traceparent.map(Tracing::parent).orElse(Context.root()))
            .setAttribute("portcullis.image", repository.toString())
            .setAttribute(
                "portcullis.target",
                switch (target) {
                  case Reference.Tag(String name) -> name;
                  case Reference.ByDigest(var digest) -> digest.toString();
                });
    Span span = builder.startSpan();
    if (span.getSpanContext().isSampled()) {
      traceId.accept(span.getSpanContext().getTraceId());
    }
    try (Scope _ = span.makeCurrent()) {
      return work.get().whenComplete((answer, bug) -> end(span, Optional.ofNullable(answer)));
    }
  }

  private static void end(Span span, Optional<Answer> answer) {
    String outcome =
        switch (answer.orElse(null)) {
          case null -> "bug";
          case Answer.Serve serve -> named(span, "serve", serve.id());
          case Answer.Refused refused -> named(span, "refuse", refused.id());
          case Answer.Undecided undecided -> named(span, "undecided", undecided.id());
          case Answer.Absent _ -> "absent";
          case Answer.AccessDenied _ -> "denied";
          case Answer.Trouble _ -> "trouble";
          case Answer.Unacceptable _ -> "unacceptable";
          case Answer.Relay _ -> "relay";
          case Answer.Unreferenced _ -> "unreferenced";
        };
    span.setAttribute("portcullis.outcome", outcome);
    if (outcome.equals("trouble") || outcome.equals("undecided") || outcome.equals("bug")) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  private static String named(Span span, String outcome, String decision) {
    span.setAttribute("portcullis.decision.id", decision);
    return outcome;
  }

  private static Context parent(String traceparent) {
    Matcher parts = TRACEPARENT.matcher(traceparent);
    if (!parts.matches()) {
      return Context.root();
    }
    SpanContext remote =
        SpanContext.createFromRemoteParent(
            parts.group(1), parts.group(2), TraceFlags.getDefault(), TraceState.getDefault());
    return Context.root().with(Span.wrap(remote));
  }

  /** Notes an exchange with an upstream that has just ended on this thread. */
  public void fetched(UpstreamCall call) {
    begin(call.operation().name().toLowerCase(Locale.ROOT), SpanKind.CLIENT, call.nanos())
        .ifPresent(
            span -> {
              span.setAttribute("portcullis.upstream", call.registry());
              if (call.status() > 0) {
                span.setAttribute("http.response.status_code", call.status());
              }
              Optional<Fetch.Kind> trouble = call.trouble();
              trouble.ifPresent(
                  kind -> span.setStatus(StatusCode.ERROR, kind.name().toLowerCase(Locale.ROOT)));
              span.end();
            });
  }

  /** Notes a step of a judgement that has just ended on this thread. */
  public void judged(JudgeStep step) {
    String name = step.kind().name().toLowerCase(Locale.ROOT);
    begin(name, SpanKind.INTERNAL, step.nanos())
        .ifPresent(
            span -> {
              span.setAttribute("portcullis.digest", step.digest().toString());
              span.setAttribute("portcullis.outcome", step.outcome());
              step.decision().ifPresent(id -> span.setAttribute("portcullis.decision.id", id));
              span.end();
            });
  }

  /** A span that began so long ago, in the one of this thread, if that is traced. */
  private Optional<Span> begin(String name, SpanKind kind, long nanos) {
    if (running.isEmpty() || !Span.current().getSpanContext().isSampled()) {
      return Optional.empty();
    }
    Instant began = Instant.now().minus(Duration.ofNanos(nanos));
    return Optional.of(
        running
            .get()
            .tracer()
            .spanBuilder(name)
            .setSpanKind(kind)
            .setStartTimestamp(began)
            .startSpan());
  }

  /** Sends what is queued, for up to five seconds, and stops. */
  @Override
  public void close() {
    running.ifPresent(now -> now.provider().close());
  }
}
