package dev.portcullis.proxy.server;

import dev.portcullis.proxy.relay.ClientCut;
import dev.portcullis.proxy.relay.Push;
import dev.portcullis.proxy.relay.Transfer;
import dev.portcullis.proxy.upstream.Caller;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one HTTP/1.1 connection or of one HTTP/2 stream, on its event loop: are
 * they well-formed, who asks, what for.
 */
final class RegistryHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);

  private final Services services;
  private final boolean http1;
  private final ContentRequests content;
  private final LiveRequests live;
  private final WriteRequests writes;
  private final ArrayDeque<HttpContent> held = new ArrayDeque<>(1);
  private boolean identifying;
  private boolean reading;
  private String address = "";
  private Optional<Transfer> transfer = Optional.empty();
  private Optional<Push> push = Optional.empty();

  RegistryHandler(Services services, boolean http1) {
    this.services = services;
    this.http1 = http1;
    this.content = new ContentRequests(services);
    this.live = new LiveRequests(services);
    this.writes = new WriteRequests(services);
  }

  /** Tells {@code started} from now on what happens to the connection. */
  void follow(Transfer started) {
    transfer = Optional.of(started);
  }

  /** Gives {@code started} from now on the rest of the request. */
  void follow(Push started) {
    push = Optional.of(started);
  }

  void followed() {
    transfer = Optional.empty();
    push = Optional.empty();
  }

  /** The client's address, without port. */
  String addressOf(Channel connection) {
    if (address.isEmpty()) {
      address =
          connection.remoteAddress() instanceof InetSocketAddress remote
              ? remote.getAddress().getHostAddress()
              : "unknown";
    }
    return address;
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
    if (msg instanceof HttpRequest request) {
      receive(new Exchange(this, ctx, request));
    }
    switch (msg) {
      case FullHttpRequest whole -> body(new DefaultLastHttpContent(whole.content()));
      case HttpContent piece when piece.decoderResult().isFailure() -> {
        piece.release();
        ClientCut.cut(ctx);
      }
      case HttpContent piece -> body(piece);
      default -> ReferenceCountUtil.release(msg);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    ctx.flush();
  }

  private void body(HttpContent piece) {
    if (identifying) {
      held.add(piece);
    } else if (push.isPresent()) {
      push.get().content(piece);
    } else {
      piece.release();
    }
  }

  private void receive(Exchange exchange) {
    Optional<OciError> objection = RequestRules.objectionTo(exchange.request());
    if (objection.isPresent()) {
      exchange.replyAndClose(objection.get());
      return;
    }
    Routing routing = services.routing().get();
    identified(exchange, routing, exchange.identify(routing.clients()));
  }

  private void identified(Exchange exchange, Routing routing, Identification who) {
    switch (who) {
      case Identification.Known known -> route(exchange, routing, known.identity());
      case Identification.Unknown unknown -> exchange.reply(Problem.unauthorized());
      case Identification.Busy busy -> exchange.reply(Problem.busy());
      case Identification.Pending pending -> identify(exchange, routing, pending);
    }
  }

  private void identify(Exchange exchange, Routing routing, Identification.Pending pending) {
    identifying = true;
    exchange.context().channel().config().setAutoRead(false);
    var _ =
        pending
            .outcome()
            .exceptionally(
                bug -> {
                  LOG.error("a password could not be checked", bug);
                  return new Identification.Busy();
                })
            .thenAccept(outcome -> exchange.onLoop(() -> resume(exchange, routing, outcome)));
  }

  private void resume(Exchange exchange, Routing routing, Identification who) {
    List<HttpContent> body = List.copyOf(held);
    held.clear();
    identifying = false;
    if (!exchange.isOpen()) {
      body.forEach(HttpContent::release);
      return;
    }
    exchange.context().channel().config().setAutoRead(true);
    identified(exchange, routing, who);
    body.forEach(exchange::body);
  }

  private void route(Exchange exchange, Routing routing, ClientIdentity client) {
    HttpRequest request = exchange.request();
    switch (routing.router().route(request.method(), request.uri())) {
      case RegistryRequest.Ping ping -> ping(exchange, routing, ping);
      case RegistryRequest.Rejected rejected -> exchange.reply(Problem.of(rejected.error()));
      case RegistryRequest.Manifest manifest -> {
        Optional<Caller> caller = admit(exchange, routing, client, manifest.route());
        caller.ifPresent(admitted -> content.manifest(exchange, manifest, client, admitted));
      }
      case RegistryRequest.Blob blob -> {
        Optional<Caller> caller = admit(exchange, routing, client, blob.route());
        caller.ifPresent(admitted -> content.blob(exchange, blob, client, admitted));
      }
      case RegistryRequest.Tags tags -> {
        Optional<Caller> caller = admit(exchange, routing, client, tags.route());
        caller.ifPresent(admitted -> live.tags(exchange, tags, admitted));
      }
      case RegistryRequest.Referrers referrers -> {
        Optional<Caller> caller = admit(exchange, routing, client, referrers.route());
        caller.ifPresent(admitted -> live.referrers(exchange, referrers, admitted));
      }
      case RegistryRequest.Write write -> {
        Optional<Caller> caller = admit(exchange, routing, client, write.route());
        caller.ifPresent(admitted -> writes.write(exchange, routing, write, admitted));
      }
    }
  }

  /** A client that shows its own credentials learns from the ping which ones are wanted. */
  private void ping(Exchange exchange, Routing routing, RegistryRequest.Ping ping) {
    boolean wantsChallenge =
        ping.upstream().map(routing::isPassedThrough).orElse(false)
            && !exchange.request().headers().contains(HttpHeaderNames.AUTHORIZATION);
    if (wantsChallenge) {
      live.challenge(exchange, ping.upstream().orElseThrow());
    } else {
      exchange.reply(Replies.ping(exchange.method()));
    }
  }

  /** On whose behalf the upstream is asked; empty if the request was answered here. */
  private static Optional<Caller> admit(
      Exchange exchange, Routing routing, ClientIdentity client, Route route) {
    if (!routing.clients().mayPull(client, route.repository())) {
      exchange.reply(Problem.notForClient(client, exchange.askedFor(route)));
      return Optional.empty();
    }
    String authorization =
        routing.isPassedThrough(route.upstream())
            ? exchange.request().headers().get(HttpHeaderNames.AUTHORIZATION, "")
            : "";
    if (authorization.isEmpty()) {
      return Optional.of(Caller.proxy());
    }
    if (!exchange.isConfidential()) {
      exchange.reply(Problem.notConfidential(route));
      return Optional.empty();
    }
    return Optional.of(new Caller(Optional.of(authorization)));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    transfer.ifPresent(Transfer::clientWritabilityChanged);
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    transfer.ifPresent(Transfer::clientGone);
    push.ifPresent(Push::clientGone);
    held.forEach(HttpContent::release);
    held.clear();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection of {} broke: {}", ctx.channel().remoteAddress(), cause.toString());
    } else {
      LOG.warn("closing the connection of {}", ctx.channel().remoteAddress(), cause);
    }
    ClientCut.cut(ctx);
  }
}
