package dev.portcullis.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Encodes responses; a {@link ByteBuf} is a whole response that is encoded already. */
final class WholeResponseEncoder extends HttpResponseEncoder {
  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise)
      throws Exception {
    if (msg instanceof ByteBuf) {
      var _ = ctx.write(msg, promise);
    } else {
      super.write(ctx, msg, promise);
    }
  }
}
