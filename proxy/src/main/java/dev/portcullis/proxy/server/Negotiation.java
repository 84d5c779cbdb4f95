package dev.portcullis.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with the protocol that TLS negotiated (ALPN), on the connection's event loop. */
final class Negotiation extends ApplicationProtocolNegotiationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Negotiation.class);

  private final Consumer<Channel> http1;
  private final Consumer<Channel> http2;

  Negotiation(Consumer<Channel> http1, Consumer<Channel> http2) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      http2.accept(ctx.channel());
    } else {
      http1.accept(ctx.channel());
    }
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("no TLS with {}: {}", ctx.channel().remoteAddress(), cause.toString());
    var _ = ctx.close();
  }
}
