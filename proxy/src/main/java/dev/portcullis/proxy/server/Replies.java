package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Complete responses that are not content. */
final class Replies {
  private static final AsciiString PING_BODY = AsciiString.cached("{}");

  private Replies() {}

  /** {@code GET /v2/}: this is a registry (distribution-spec, "Determining Support"). */
  static FullHttpResponse ping(HttpMethod method) {
    return of(HttpResponseStatus.OK, method, Unpooled.wrappedBuffer(PING_BODY.array()));
  }

  /** 200 with a JSON document. */
  static FullHttpResponse json(Bytes document, HttpMethod method) {
    return of(HttpResponseStatus.OK, method, Unpooled.wrappedBuffer(document.asByteBuffer()));
  }

  /** An error; without its body, if it answers a HEAD. */
  static FullHttpResponse of(Problem problem, HttpMethod method) {
    OciError error = problem.error();
    FullHttpResponse response = of(error.status(), method, Unpooled.wrappedBuffer(body(error)));
    problem
        .headers()
        .forEach((name, value) -> response.headers().set(name, HeaderText.printable(value)));
    return response;
  }

  private static FullHttpResponse of(HttpResponseStatus status, HttpMethod method, ByteBuf json) {
    boolean head = method.equals(HttpMethod.HEAD);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, head ? Unpooled.EMPTY_BUFFER : json);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, json.readableBytes())
        .set(HeaderText.API_VERSION, HeaderText.API_VERSION_2);
    return response;
  }

  private static byte[] body(OciError error) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode entry = body.putArray("errors").addObject();
    entry.put("code", error.code().name());
    entry.put("message", HeaderText.printable(error.message()));
    error.detail().ifPresent(detail -> entry.set("detail", detail));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
