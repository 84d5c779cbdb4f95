package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.relay.ByteRange;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/**
 * Conditional requests (RFC 9110, 13), judged by the one entity tag that content has: its digest.
 */
final class Conditions {
  private Conditions() {}

  /** The strong entity tag of content. */
  static String etag(Digest digest) {
    return '"' + digest.toString() + '"';
  }

  /**
   * Whether the client says that it has the content ({@code If-None-Match}). One that does not say
   * so, in a HEAD above all, is never answered with 304.
   */
  static boolean isKnown(Digest digest, HttpHeaders headers) {
    String condition = headers.get(HttpHeaderNames.IF_NONE_MATCH);
    if (condition == null) {
      return false;
    }
    String tag = etag(digest);
    for (String candidate : condition.split(",", -1)) {
      String stripped = candidate.strip();
      if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }

  /** The range that is wanted; none, if the client has the beginning of other content. */
  static Optional<ByteRange> range(Digest digest, HttpHeaders headers) {
    return appliesRange(digest, headers)
        ? Optional.ofNullable(headers.get(HttpHeaderNames.RANGE)).flatMap(ByteRange::parse)
        : Optional.empty();
  }

  /** Whether the range that is wanted cannot be had of any content. */
  static boolean isOutOfRange(Digest digest, HttpHeaders headers) {
    String range = headers.get(HttpHeaderNames.RANGE);
    return range != null && appliesRange(digest, headers) && ByteRange.isImpossible(range);
  }

  private static boolean appliesRange(Digest digest, HttpHeaders headers) {
    String condition = headers.get(HttpHeaderNames.IF_RANGE);
    return condition == null || condition.equals(etag(digest));
  }
}
