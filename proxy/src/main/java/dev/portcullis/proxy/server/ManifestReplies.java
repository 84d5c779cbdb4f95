package dev.portcullis.proxy.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Decision;
import dev.portcullis.proxy.admission.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Manifests as responses: exact bytes, and headers that say which bytes they are. The last ones are
 * kept whole, encoded as HTTP/1.1 in one buffer. Thread-safe.
 */
final class ManifestReplies {
  private static final long READY_BYTES = 8L * 1024 * 1024;

  /** What a buffer and its place in the cache take besides its bytes. */
  private static final int OVERHEAD = 600;

  private static final String OPAQUE = "application/octet-stream";

  private final Cache<Key, Ready> ready =
      Caffeine.newBuilder()
          .maximumWeight(READY_BYTES)
          .weigher((Key key, Ready whole) -> whole.buffer().capacity() + OVERHEAD)
          .build();

  private record Key(String id, Digest digest, boolean namespace) {}

  /**
   * @param buffer head and body; its memory is freed with it by the collector, not by release
   * @param head the length of the head
   */
  private record Ready(ByteBuf buffer, int head, Answer.Serve serve) {}

  /** A whole response in HTTP/1.1 for a connection that stays open; not to be written to. */
  ByteBuf whole(Answer.Serve serve, boolean namespace, boolean head) {
    Key key = new Key(serve.id(), serve.held().digest(), namespace);
    Ready found = ready.getIfPresent(key);
    if (found == null || !isFor(found, serve)) {
      found = encode(serve, namespace);
      ready.put(key, found);
    }
    return head ? found.buffer().slice(0, found.head()) : found.buffer().duplicate();
  }

  /** Compared by identity: verdicts are kept, so the same objects come again. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isFor(Ready found, Answer.Serve serve) {
    return found.serve().decision() == serve.decision()
        && found.serve().held() == serve.held()
        && found.serve().permit().equals(serve.permit());
  }

  /** A response as objects, for every other case; 304 if the client has the bytes already. */
  FullHttpResponse reply(Answer.Serve serve, Asked asked) {
    boolean head = asked.isHead();
    boolean known = Conditions.isKnown(serve.held().digest(), asked.headers());
    ByteBuf body =
        head || known
            ? Unpooled.EMPTY_BUFFER
            : Unpooled.wrappedBuffer(serve.held().manifest().raw().asByteBuffer());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK,
            body);
    response.headers().set(headers(serve, asked.route().byNamespace()));
    return response;
  }

  private static HttpHeaders headers(Answer.Serve serve, boolean namespace) {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers
        .set(HttpHeaderNames.CONTENT_TYPE, mediaType(serve))
        .setInt(HttpHeaderNames.CONTENT_LENGTH, serve.held().manifest().raw().length())
        .set(HeaderText.CONTENT_DIGEST, serve.held().digest().toString())
        .set(HttpHeaderNames.ETAG, Conditions.etag(serve.held().digest()))
        .set(HeaderText.API_VERSION, HeaderText.API_VERSION_2)
        .set(HeaderText.DECISION, HeaderText.decision(serve.decision(), serve.id()));
    if (namespace) {
      headers.set(HeaderText.NAMESPACE, serve.permit().repository().registry());
    }
    if (serve.decision().basis() == Decision.Basis.WARNED) {
      headers.set(
          HeaderText.WARNING,
          HeaderText.warning(
              "rule "
                  + serve.decision().rule()
                  + " would refuse "
                  + serve.permit().repository()
                  + "@"
                  + serve.held().digest().shortened()
                  + ": "
                  + serve.decision().explanation().summary()));
    }
    return headers;
  }

  private static String mediaType(Answer.Serve serve) {
    String type = serve.held().manifest().mediaType();
    return type.isEmpty() || !type.equals(HeaderText.printable(type)) ? OPAQUE : type;
  }

  private static Ready encode(Answer.Serve serve, boolean namespace) {
    StringBuilder head = new StringBuilder(512).append("HTTP/1.1 200 OK\r\n");
    for (Map.Entry<String, String> header : headers(serve, namespace)) {
      head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    head.append("\r\n");
    ByteBuffer raw = serve.held().manifest().raw().asByteBuffer();
    ByteBuffer whole = ByteBuffer.allocateDirect(head.length() + raw.remaining());
    whole.put(head.toString().getBytes(StandardCharsets.US_ASCII)).put(raw).flip();
    return new Ready(
        Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(whole)), head.length(), serve);
  }
}
