package dev.portcullis.proxy.server;

import dev.portcullis.proxy.relay.ClientCut;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Ends, on its event loop, an HTTP/2 stream whose client takes nothing of what is waiting. */
final class Http2StreamWatch extends ChannelInboundHandlerAdapter implements LoopClock.Timed {
  private final Channel stream;
  private final LoopClock clock;
  private final long stallLimit;
  private long pending;
  private long movedAt;

  Http2StreamWatch(Channel stream, LoopClock clock, ServerLimits limits) {
    this.stream = stream;
    this.clock = clock;
    this.stallLimit = limits.stall().toNanos();
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
  public void checkTime() {
    long waiting = waiting();
    if (waiting == 0 || waiting != pending) {
      pending = waiting;
      movedAt = clock.nanos();
    } else if (clock.nanos() - movedAt > stallLimit) {
      ClientCut.cut(stream.pipeline().firstContext());
    }
  }

  /** The bytes that wait, from what the stream says about its water marks. */
  private long waiting() {
    long toGo = stream.bytesBeforeUnwritable();
    return stream.isWritable()
        ? stream.config().getWriteBufferHighWaterMark() + 1 - toGo
        : stream.config().getWriteBufferLowWaterMark() - 1 + stream.bytesBeforeWritable();
  }
}
