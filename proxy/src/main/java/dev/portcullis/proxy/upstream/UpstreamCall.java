package dev.portcullis.proxy.upstream;

import java.util.Optional;

/**
 * One HTTP exchange with an upstream or on its behalf, for metrics.
 *
 * @param operation what it was for
 * @param registry the upstream's name in the configuration
 * @param status the HTTP status; 0 if there was no answer
 * @param trouble why there was no usable answer
 * @param nanos from the request to the end of the body, in nanoseconds
 */
public record UpstreamCall(
    Operation operation, String registry, int status, Optional<Fetch.Kind> trouble, long nanos) {

  /** The purposes. */
  public enum Operation {
    PING,
    TOKEN,
    MANIFEST,
    RESOLVE,
    BLOB,
    REFERRERS,
    TAGS,
    ACCESS
  }
}
