package dev.portcullis.proxy.tracing;

import java.net.URI;

/**
 * Where traces go.
 *
 * @param otlp the collector's origin, to which {@code /v1/traces} is added (OTLP/HTTP 1.x,
 *     protobuf)
 * @param sample which part of the pulls is traced, from 0 to 1
 */
public record TracingConfig(URI otlp, double sample) {
  /** The address that spans are posted to. */
  String endpoint() {
    String origin = otlp.toString();
    return (origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin)
        + "/v1/traces";
  }
}
