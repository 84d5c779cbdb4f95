package dev.portcullis.proxy.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import java.util.Optional;

/**
 * What a request must be beyond decodable. A read has no body in any spelling, so that a request
 * cannot be smuggled inside one (OCI proxy notes, section 4).
 */
final class RequestRules {
  private RequestRules() {}

  /** What is wrong with {@code request}; the connection is closed behind the answer. */
  static Optional<OciError> objectionTo(HttpRequest request) {
    Throwable failure = request.decoderResult().cause();
    if (failure instanceof TooLongHttpLineException) {
      return objection(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
    }
    if (failure instanceof TooLongHttpHeaderException) {
      return objection(
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the header fields are too large");
    }
    if (failure != null) {
      return objection(HttpResponseStatus.BAD_REQUEST, "the request is malformed");
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return objection(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "only HTTP/1.1 and HTTP/2 are spoken");
    }
    HttpHeaders headers = request.headers();
    int hosts = count(headers.valueCharSequenceIterator(HttpHeaderNames.HOST));
    if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
      return objection(HttpResponseStatus.BAD_REQUEST, "the request must name one host");
    }
    if (headers.contains(HttpHeaderNames.EXPECT)) {
      return objection(HttpResponseStatus.EXPECTATION_FAILED, "no expectation can be met");
    }
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    return reads && announcesBody(headers)
        ? objection(HttpResponseStatus.BAD_REQUEST, "GET and HEAD must have no body")
        : Optional.empty();
  }

  private static int count(Iterator<?> values) {
    int count = 0;
    for (; values.hasNext(); values.next()) {
      count++;
    }
    return count;
  }

  private static boolean announcesBody(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return true;
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && !length.equals("0");
  }

  private static Optional<OciError> objection(HttpResponseStatus status, String message) {
    return Optional.of(OciError.of(status, ErrorCode.UNKNOWN, message));
  }
}
