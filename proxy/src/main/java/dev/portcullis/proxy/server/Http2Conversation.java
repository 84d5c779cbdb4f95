package dev.portcullis.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the time limits of an HTTP/2 connection, on its event loop, and ends it in good order. */
final class Http2Conversation extends ChannelInboundHandlerAdapter implements LoopClock.Timed {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Conversation.class);

  private final Channel channel;
  private final Http2FrameCodec codec;
  private final LoopClock clock;
  private final OutputWatch output;
  private final long idleLimit;
  private final long stallLimit;
  private boolean draining;
  private long busyAt;

  Http2Conversation(Channel channel, Http2FrameCodec codec, LoopClock clock, ServerLimits limits) {
    this.channel = channel;
    this.codec = codec;
    this.clock = clock;
    this.output = new OutputWatch(channel);
    this.idleLimit = limits.idle().toNanos();
    this.stallLimit = limits.stall().toNanos();
    this.busyAt = clock.nanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    clock.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    clock.remove(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == DrainEvent.DRAIN) {
      draining = true;
      var _ = ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }
    ctx.fireUserEventTriggered(event);
  }

  /** Of what the client did wrong the codec tells the client, after this. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("ending the connection of {}: {}", channel.remoteAddress(), cause.toString());
    if (!(cause instanceof Http2Exception)) {
      var _ = ctx.close();
    }
  }

  @Override
  public void checkTime() {
    long now = clock.nanos();
    boolean busy = codec.connection().numActiveStreams() > 0;
    if (busy) {
      busyAt = now;
    }
    if (output.isStalledFor(stallLimit, now) || (!busy && (draining || now - busyAt > idleLimit))) {
      var _ = channel.close();
    }
  }
}
