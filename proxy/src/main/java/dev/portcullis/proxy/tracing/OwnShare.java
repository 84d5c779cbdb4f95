package dev.portcullis.proxy.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Samples a share of traces by chance of its own. Nothing that a client sends has a part in it: it
 * chooses the trace id, so a ratio of trace ids would let it choose to be traced, or not to be.
 *
 * @param share from 0, none, to 1, all
 */
record OwnShare(double share) implements Sampler {
  /** This for what begins here, whatever a client says; what is within a span goes with it. */
  Sampler whateverTheParent() {
    return Sampler.parentBasedBuilder(this)
        .setRemoteParentSampled(this)
        .setRemoteParentNotSampled(this)
        .build();
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return ThreadLocalRandom.current().nextDouble() < share
        ? SamplingResult.recordAndSample()
        : SamplingResult.drop();
  }

  @Override
  public String getDescription() {
    return "OwnShare{" + share + "}";
  }
}
