package dev.portcullis.proxy.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;

/** Ends a client's connection or stream in a way that it cannot take for the end of a response. */
public final class ClientCut {
  private ClientCut() {}

  /** Resets the stream, or closes the connection, of {@code client}; on its event loop. */
  public static void cut(ChannelHandlerContext client) {
    if (client.channel() instanceof Http2StreamChannel) {
      var _ = client.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    }
    var _ = client.close();
  }
}
