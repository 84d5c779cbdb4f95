package dev.portcullis.proxy.server;

import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.relay.Push;
import dev.portcullis.proxy.relay.Transfer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/** One request and the way back to its client; used on the client's event loop only. */
final class Exchange {
  private static final Identification ANYONE = new Identification.Known(ClientIdentity.ANYONE);

  private final RegistryHandler handler;
  private final ChannelHandlerContext ctx;
  private final HttpRequest request;
  private Optional<Push> push = Optional.empty();
  private Optional<String> traceId = Optional.empty();

  Exchange(RegistryHandler handler, ChannelHandlerContext ctx, HttpRequest request) {
    this.handler = handler;
    this.ctx = ctx;
    this.request = request;
  }

  /** The client's address, without port. */
  String remoteAddress() {
    return handler.addressOf(connection());
  }

  /** Who asks, as far as that can be told at once. */
  Identification identify(Clients clients) {
    if (clients.areAnyone()) {
      return ANYONE;
    }
    return clients.identify(
        Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION)),
        tls().flatMap(Exchange::subject));
  }

  /** Whether the client came over TLS. */
  boolean isEncrypted() {
    return tls().isPresent();
  }

  /** Whether what the client sends is seen by nobody on the way. */
  boolean isConfidential() {
    return tls().isPresent()
        || (connection().remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress().isLoopbackAddress());
  }

  private Channel connection() {
    Channel channel = ctx.channel();
    return channel instanceof Http2StreamChannel ? channel.parent() : channel;
  }

  private Optional<SslHandler> tls() {
    return Optional.ofNullable(connection().pipeline().get(SslHandler.class));
  }

  private static Optional<X500Principal> subject(SslHandler tls) {
    try {
      return tls.engine().getSession().getPeerPrincipal() instanceof X500Principal subject
          ? Optional.of(subject)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  HttpRequest request() {
    return request;
  }

  /** Notes the trace that this is shown in, before its answer is worked out. */
  void tracedIn(String id) {
    traceId = Optional.of(id);
  }

  /** The trace that this is shown in, if any. */
  Optional<String> traceId() {
    return traceId;
  }

  HttpMethod method() {
    return request.method();
  }

  /** Tells {@code transfer} from now on what happens to the client's connection. */
  void follow(Transfer transfer) {
    handler.follow(transfer);
  }

  /** Gives {@code started} from now on the rest of the request. */
  void follow(Push started) {
    push = Optional.of(started);
    handler.follow(started);
  }

  /** Passes on a piece of the request's body that came before it was known who asks. */
  void body(HttpContent piece) {
    push.ifPresentOrElse(started -> started.content(piece), piece::release);
  }

  /** The transfer or push is over. */
  void followed() {
    handler.followed();
  }

  ChannelHandlerContext context() {
    return ctx;
  }

  /** What is asked for, as far as the repository goes. */
  Asked askedFor(Route route) {
    return new Asked(route, Optional.empty(), Asked.Kind.LIST, method(), request.headers());
  }

  /** Whether the client is still there. */
  boolean isOpen() {
    return ctx.channel().isActive();
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
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
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
