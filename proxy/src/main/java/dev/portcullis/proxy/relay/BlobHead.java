package dev.portcullis.proxy.relay;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Optional;

/** Turns the head of an upstream's response into the head that the client gets. */
sealed interface BlobHead {
  /** The header that names the content. */
  AsciiString CONTENT_DIGEST = AsciiString.cached("docker-content-digest");

  /**
   * It may go on.
   *
   * @param response for the client
   * @param length the length of the body in bytes; -1 if it is not known
   * @param whole whether the body is all of the blob
   */
  record Fitting(HttpResponse response, long length, boolean whole) implements BlobHead {}

  /**
   * It is not what was admitted or asked for.
   *
   * @param message how it differs, one clause
   */
  record Unfitting(String message) implements BlobHead {}

  /**
   * Judges a response with status 200 or 206.
   *
   * @param verify whether a whole body is going to be hashed
   */
  static BlobHead of(BlobRequest request, HttpResponse upstream, boolean verify) {
    String coding = upstream.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!coding.equalsIgnoreCase("identity")) {
      return new Unfitting("comes in a coding that was not asked for");
    }
    return upstream.status().code() == 206
        ? partial(request, upstream)
        : whole(request, upstream, verify);
  }

  private static BlobHead whole(BlobRequest request, HttpResponse upstream, boolean verify) {
    long stated = HttpUtil.getContentLength(upstream, -1L);
    if (request.size().isPresent() && stated >= 0 && stated != request.size().get()) {
      return new Unfitting(
          "has " + stated + " bytes; the manifest that admits it says " + request.size().get());
    }
    long length = request.size().orElse(stated);
    if (length < 0 && !verify) {
      return new Unfitting("comes without a length, so that its end could not be told");
    }
    HttpResponse response = response(request, HttpResponseStatus.OK);
    if (length >= 0) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
    } else if (!request.head()) {
      HttpUtil.setTransferEncodingChunked(response, true);
    }
    return new Fitting(response, length, true);
  }

  private static BlobHead partial(BlobRequest request, HttpResponse upstream) {
    Optional<ContentRange> sent =
        ContentRange.parse(upstream.headers().get(HttpHeaderNames.CONTENT_RANGE, ""));
    boolean fits =
        sent.isPresent()
            && request.range().map(range -> range.isAnsweredBy(sent.get())).orElse(false)
            && HttpUtil.getContentLength(upstream, sent.get().length()) == sent.get().length();
    if (!fits) {
      return new Unfitting("comes as another range than was asked for");
    }
    if (request.size().isPresent() && request.size().get() != sent.get().total()) {
      return new Unfitting(
          "has "
              + sent.get().total()
              + " bytes; the manifest that admits it says "
              + request.size().get());
    }
    HttpResponse response = response(request, HttpResponseStatus.PARTIAL_CONTENT);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_RANGE, sent.get().header())
        .set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(sent.get().length()));
    return new Fitting(response, sent.get().length(), false);
  }

  private static HttpResponse response(BlobRequest request, HttpResponseStatus status) {
    String digest = request.permit().digest().toString();
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
        .set(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES)
        .set(HttpHeaderNames.ETAG, '"' + digest + '"')
        .set(CONTENT_DIGEST, digest);
    return response;
  }
}
