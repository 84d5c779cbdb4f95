package dev.portcullis.proxy.server;

import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.relay.Transfer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** One request and the way back to its client; used on the client's event loop only. */
final class Exchange {
  private final RegistryHandler handler;
  private final ChannelHandlerContext ctx;
  private final HttpRequest request;

  Exchange(RegistryHandler handler, ChannelHandlerContext ctx, HttpRequest request) {
    this.handler = handler;
    this.ctx = ctx;
    this.request = request;
  }

  HttpRequest request() {
    return request;
  }

  HttpMethod method() {
    return request.method();
  }

  /** Tells {@code transfer} from now on what happens to the client's connection. */
  void follow(Transfer transfer) {
    handler.follow(transfer);
  }

  /** The transfer is over. */
  void followed() {
    handler.followed();
  }

  ChannelHandlerContext context() {
    return ctx;
  }

  /** Runs {@code task} on the client's event loop. */
  void onLoop(Runnable task) {
    if (ctx.executor().inEventLoop()) {
      task.run();
    } else {
      ctx.executor().execute(task);
    }
  }

  /** Sends a complete response. */
  void reply(FullHttpResponse response) {
    var _ = ctx.write(response, ctx.voidPromise());
    handler.flush(ctx);
  }

  void reply(Problem problem) {
    reply(Replies.of(problem, method()));
  }

  /** Sends an error after which nothing on this connection can be trusted to be a request. */
  void replyAndClose(OciError error) {
    FullHttpResponse response = Replies.of(Problem.of(error), method());
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    reply(response);
  }

  /** Sends a manifest: as one ready-made buffer where the request allows that. */
  void reply(Answer.Serve serve, Asked asked, ManifestReplies manifests) {
    boolean plain =
        handler.isHttp1()
            && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
            && HttpUtil.isKeepAlive(request)
            && !request.headers().contains(HttpHeaderNames.IF_NONE_MATCH);
    if (plain) {
      var _ =
          ctx.write(
              manifests.whole(serve, asked.route().byNamespace(), asked.isHead()),
              ctx.voidPromise());
      handler.flush(ctx);
    } else {
      reply(manifests.reply(serve, asked));
    }
  }
}
