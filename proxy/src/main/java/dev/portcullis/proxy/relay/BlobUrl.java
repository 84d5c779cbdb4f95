package dev.portcullis.proxy.relay;

import dev.portcullis.policy.Permit;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Optional;

/** Requests for blobs, built from parts that are checked; nothing of the client's is copied. */
final class BlobUrl {
  static final String AGENT = "portcullis";

  private BlobUrl() {}

  /** The blob's URL at the upstream (distribution-spec, "Pulling blobs"). */
  static URI of(UpstreamConfig upstream, Permit permit) {
    return URI.create(
        upstream.url() + "/v2/" + permit.repository().path() + "/blobs/" + permit.digest());
  }

  /** The request for {@code target}, in identity coding, for what the client wants of it. */
  static FullHttpRequest request(
      BlobRequest blob, URI target, Origin origin, Optional<String> authorization) {
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, blob.head() ? HttpMethod.HEAD : HttpMethod.GET, path + query);
    HttpHeaders headers = request.headers();
    headers
        .set(HttpHeaderNames.HOST, origin.hostHeader())
        .set(HttpHeaderNames.USER_AGENT, AGENT)
        .set(HttpHeaderNames.ACCEPT, "*/*")
        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    authorization.ifPresent(value -> headers.set(HttpHeaderNames.AUTHORIZATION, value));
    blob.range().ifPresent(range -> headers.set(HttpHeaderNames.RANGE, range.header()));
    return request;
  }
}
