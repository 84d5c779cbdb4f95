package dev.portcullis.proxy.server;

import dev.portcullis.proxy.relay.Transfer;
import dev.portcullis.proxy.upstream.Caller;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one HTTP/1.1 connection or of one HTTP/2 stream, on its event loop. What
 * is in memory is answered at once; everything else is asked for and answered when it comes.
 */
final class RegistryHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);

  private final Services services;
  private final boolean http1;
  private final ContentRequests content;
  private boolean reading;
  private Optional<Transfer> transfer = Optional.empty();

  RegistryHandler(Services services, boolean http1) {
    this.services = services;
    this.http1 = http1;
    this.content = new ContentRequests(services);
  }

  /** Tells {@code started} from now on what happens to the connection. */
  void follow(Transfer started) {
    transfer = Optional.of(started);
  }

  void followed() {
    transfer = Optional.empty();
  }

  boolean isHttp1() {
    return http1;
  }

  /** Flushes now, or, while requests are still being read, once for all of them. */
  void flush(ChannelHandlerContext ctx) {
    if (!reading) {
      ctx.flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    reading = true;
    try {
      if (msg instanceof HttpRequest request) {
        answer(new Exchange(this, ctx, request));
      }
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    ctx.flush();
  }

  private void answer(Exchange exchange) {
    HttpRequest request = exchange.request();
    Optional<OciError> objection = RequestRules.objectionTo(request);
    if (objection.isPresent()) {
      exchange.replyAndClose(objection.get());
      return;
    }
    Routing routing = services.routing().get();
    Caller caller = Caller.proxy();
    switch (routing.router().route(request.method(), request.uri())) {
      case RegistryRequest.Manifest manifest -> content.manifest(exchange, manifest, caller);
      case RegistryRequest.Ping ping -> exchange.reply(Replies.ping(request.method()));
      case RegistryRequest.Blob blob -> content.blob(exchange, blob, caller);
      case RegistryRequest.Tags tags -> notYet(exchange);
      case RegistryRequest.Referrers referrers -> notYet(exchange);
      case RegistryRequest.Write write ->
          exchange.reply(Problem.of(OciError.unsupported("this registry is read-only")));
      case RegistryRequest.Rejected rejected -> exchange.reply(Problem.of(rejected.error()));
    }
  }

  private static void notYet(Exchange exchange) {
    exchange.reply(
        Problem.of(
            OciError.of(
                HttpResponseStatus.NOT_IMPLEMENTED, ErrorCode.UNSUPPORTED, "not offered yet")));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    transfer.ifPresent(Transfer::clientWritabilityChanged);
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    transfer.ifPresent(Transfer::clientGone);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection of {} broke: {}", ctx.channel().remoteAddress(), cause.toString());
    } else {
      LOG.warn("closing the connection of {}", ctx.channel().remoteAddress(), cause);
    }
    var _ = ctx.close();
  }
}
