package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The heads of pushes, both ways; only what belongs to pushes is copied. */
final class PushHeads {
  private static final List<String> FROM_CLIENT = List.of("content-type", "content-range");
  private static final List<String> TO_CLIENT =
      List.of(
          "range",
          "docker-content-digest",
          "docker-upload-uuid",
          "oci-subject",
          "oci-chunk-min-length",
          "retry-after");

  private PushHeads() {}

  /** The head of the request for the upstream. */
  static HttpRequest request(
      UpstreamConfig upstream, PushRequest push, Origin origin, Optional<String> authorization) {
    String query = push.query().isEmpty() ? "" : "?" + push.query();
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, push.method(), path(upstream, push) + query);
    HttpHeaders headers = request.headers();
    headers
        .set(HttpHeaderNames.HOST, origin.hostHeader())
        .set(HttpHeaderNames.USER_AGENT, BlobUrl.AGENT)
        .set(HttpHeaderNames.ACCEPT, "*/*")
        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    authorization.ifPresent(value -> headers.set(HttpHeaderNames.AUTHORIZATION, value));
    copy(push.headers(), headers, FROM_CLIENT);
    String length = push.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (push.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      HttpUtil.setTransferEncodingChunked(request, true);
    } else if (!push.method().equals(HttpMethod.GET)) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
    }
    return request;
  }

  private static String path(UpstreamConfig upstream, PushRequest push) {
    return root(upstream, push) + push.tail();
  }

  private static String root(UpstreamConfig upstream, PushRequest push) {
    return upstream.url().getRawPath() + "/v2/" + push.repository().path();
  }

  private static void copy(HttpHeaders from, HttpHeaders to, List<String> names) {
    for (String name : names) {
      String value = from.get(name);
      if (value != null) {
        to.set(name, value);
      }
    }
  }

  /**
   * The upstream's answer as the client gets it: after success without a body, whatever came.
   *
   * @param body what came, cut after 64 KiB
   */
  static Fetch<PushOutcome.Answered> response(
      UpstreamConfig upstream, PushRequest push, HttpResponse from, ByteBuf body) {
    int status = from.status().code();
    boolean passThrough = upstream.credentials() instanceof UpstreamCredentials.PassThrough;
    if (status == 401 && !passThrough) {
      return new Fetch.Denied<>(upstream.name() + " denies the push", Optional.empty());
    }
    if (status < 200 || (status >= 300 && status < 400)) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY, upstream.name() + " answers a push with " + status);
    }
    Optional<PushOutcome.Location> location = Optional.empty();
    String stated = from.headers().get(HttpHeaderNames.LOCATION);
    if (stated != null) {
      location = location(upstream, push, stated);
      if (location.isEmpty()) {
        return Fetch.trouble(
            Fetch.Kind.UNTRUSTWORTHY,
            upstream.name() + " sends a push elsewhere, where it cannot be passed through");
      }
    }
    boolean error = status >= 400;
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            from.status(),
            error ? Unpooled.copiedBuffer(body) : Unpooled.EMPTY_BUFFER);
    copy(from.headers(), response.headers(), TO_CLIENT);
    if (error) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    }
    if (status == 401) {
      copy(from.headers(), response.headers(), List.of("www-authenticate"));
    }
    if (status != 204) {
      HttpUtil.setContentLength(response, response.content().readableBytes());
    }
    return new Fetch.Found<>(new PushOutcome.Answered(response, location));
  }

  /** Where a {@code Location} points to, if that is in the same repository of the upstream. */
  private static Optional<PushOutcome.Location> location(
      UpstreamConfig upstream, PushRequest push, String stated) {
    try {
      URI here = URI.create(upstream.url() + "/v2/" + push.repository().path() + push.tail());
      URI there = here.resolve(stated);
      String root = root(upstream, push);
      boolean same =
          there.getHost() != null
              && Origin.of(upstream.name(), there).equals(Origin.of(upstream.name(), here))
              && there.getRawPath().startsWith(root + "/");
      return same
          ? Optional.of(
              new PushOutcome.Location(
                  there.getRawPath().substring(root.length()),
                  Objects.requireNonNullElse(there.getRawQuery(), "")))
          : Optional.empty();
    } catch (IllegalArgumentException notUri) {
      return Optional.empty();
    }
  }
}
