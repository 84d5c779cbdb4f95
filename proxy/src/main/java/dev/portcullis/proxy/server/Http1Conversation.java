package dev.portcullis.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Keeps an HTTP/1.1 connection in order, on its event loop: one request at a time, further ones
 * wait their turn; the connection is kept or closed as both sides say; none of its states lasts for
 * ever. A response ends with a {@link LastHttpContent} or is one whole {@link ByteBuf}.
 */
final class Http1Conversation extends ChannelDuplexHandler implements LoopClock.Timed {
  private final Channel channel;
  private final StrictRequestDecoder decoder;
  private final LoopClock clock;
  private final OutputWatch output;
  private final long headerLimit;
  private final long idleLimit;
  private final long stallLimit;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private State state = State.FREE;
  private boolean requestComplete = true;
  private boolean keepAlive = true;
  private boolean http10;
  private boolean draining;
  private boolean delivering;
  private boolean paused;
  private long freeSince;

  private enum State {
    /** No request is being answered. */
    FREE,
    /** A request is being answered. */
    ANSWERING,
    /** It is answered, the end of its body has not come. */
    ANSWERED_EARLY,
    /** The last response is under way; the connection closes behind it. */
    CLOSING
  }

  Http1Conversation(
      Channel channel, StrictRequestDecoder decoder, LoopClock clock, ServerLimits limits) {
    this.channel = channel;
    this.decoder = decoder;
    this.clock = clock;
    this.output = new OutputWatch(channel);
    this.headerLimit = limits.header().toNanos();
    this.idleLimit = limits.idle().toNanos();
    this.stallLimit = limits.stall().toNanos();
    this.freeSince = clock.nanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    clock.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    clock.remove(this);
    releaseWaiting();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clock.remove(this);
    releaseWaiting();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (state == State.CLOSING) {
      ReferenceCountUtil.release(msg);
    } else if (waiting.isEmpty() && mayDeliver(msg)) {
      deliver(ctx, msg);
    } else {
      waiting.add(msg);
      paused = true;
      channel.config().setAutoRead(false);
    }
  }

  private boolean mayDeliver(Object msg) {
    return !(msg instanceof HttpRequest) || (state == State.FREE && channel.isWritable());
  }

  private void deliver(ChannelHandlerContext ctx, Object msg) {
    if (state == State.ANSWERED_EARLY) {
      discard(ctx, msg);
      return;
    }
    if (msg instanceof HttpRequest request) {
      state = State.ANSWERING;
      requestComplete = false;
      keepAlive = HttpUtil.isKeepAlive(request) && !draining;
      http10 = !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    }
    if (msg instanceof LastHttpContent) {
      requestComplete = true;
    }
    ctx.fireChannelRead(msg);
  }

  /** A body that nobody waits for may only be empty; otherwise the connection is of no more use. */
  private void discard(ChannelHandlerContext ctx, Object msg) {
    boolean empty = msg instanceof HttpContent content && !content.content().isReadable();
    boolean last = msg instanceof LastHttpContent;
    ReferenceCountUtil.release(msg);
    if (!empty) {
      state = State.CLOSING;
      ctx.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    } else if (last) {
      requestComplete = true;
      state = State.FREE;
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof HttpResponse response) {
      if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
        var _ = ctx.write(msg, promise);
        return;
      }
      keepAlive = keepAlive && HttpUtil.isKeepAlive(response);
      if (http10 && HttpUtil.isTransferEncodingChunked(response)) {
        HttpUtil.setTransferEncodingChunked(response, false);
        keepAlive = false;
      }
      if (!keepAlive) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      } else if (http10) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
      }
    }
    if (!(msg instanceof LastHttpContent) && !(msg instanceof ByteBuf)) {
      var _ = ctx.write(msg, promise);
    } else if (keepAlive) {
      var _ = ctx.write(msg, promise);
      finish(ctx);
    } else {
      state = State.CLOSING;
      ctx.write(msg, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void finish(ChannelHandlerContext ctx) {
    state = requestComplete ? State.FREE : State.ANSWERED_EARLY;
    freeSince = clock.nanos();
    if (draining && requestComplete) {
      state = State.CLOSING;
      ctx.write(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    } else {
      deliverWaiting(ctx);
    }
  }

  private void deliverWaiting(ChannelHandlerContext ctx) {
    if (delivering || !paused) {
      return;
    }
    delivering = true;
    while (!waiting.isEmpty() && mayDeliver(waiting.element())) {
      deliver(ctx, waiting.remove());
    }
    delivering = false;
    if (waiting.isEmpty()) {
      paused = false;
      channel.config().setAutoRead(true);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      deliverWaiting(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == DrainEvent.DRAIN) {
      draining = true;
      if (state == State.FREE || state == State.ANSWERED_EARLY) {
        state = State.CLOSING;
        ctx.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void checkTime() {
    long now = clock.nanos();
    boolean open = state == State.FREE || state == State.ANSWERED_EARLY;
    if (output.isStalledFor(stallLimit, now)
        || (open && now - freeSince > idleLimit)
        || (open && now - freeSince > headerLimit && decoder.isIncompleteFor(headerLimit))) {
      var _ = channel.close();
    }
  }

  private void releaseWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
