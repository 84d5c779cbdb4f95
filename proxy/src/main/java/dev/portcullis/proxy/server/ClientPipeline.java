package dev.portcullis.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.Optional;

/** Assembles the pipeline of each client's connection, on its event loop. */
final class ClientPipeline extends ChannelInitializer<Channel> {
  /** Bytes that may wait for one connection or stream. */
  static final WriteBufferWaterMark PENDING = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

  private static final int RESETS_PER_WINDOW = 200;
  private static final int WINDOW_SECONDS = 30;

  private final Services services;
  private final ServerLimits limits;
  private final Map<EventLoop, LoopClock> clocks;
  private final ChannelGroup open;

  ClientPipeline(
      Services services, ServerLimits limits, Map<EventLoop, LoopClock> clocks, ChannelGroup open) {
    this.services = services;
    this.limits = limits;
    this.clocks = clocks;
    this.open = open;
  }

  @Override
  protected void initChannel(Channel channel) {
    open.add(channel);
    if (open.size() > limits.connections()) {
      var _ = channel.close();
      return;
    }
    Optional<SslContext> tls = services.routing().get().tls();
    if (tls.isPresent()) {
      SslHandler handler = tls.get().newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(limits.header().toMillis());
      channel.pipeline().addLast(handler).addLast(new Negotiation(this::http1, this::http2));
    } else {
      http1(channel);
    }
  }

  private void http1(Channel channel) {
    LoopClock clock = clockOf(channel);
    StrictRequestDecoder decoder = new StrictRequestDecoder(clock);
    channel
        .pipeline()
        .addLast(decoder)
        .addLast(new WholeResponseEncoder())
        .addLast(new Http1Conversation(channel, decoder, clock, limits))
        .addLast(new RegistryHandler(services, true));
  }

  private void http2(Channel channel) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(limits.streams())
                    .maxHeaderListSize(StrictRequestDecoder.HEADERS))
            .decoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, WINDOW_SECONDS)
            .encoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, WINDOW_SECONDS)
            .gracefulShutdownTimeoutMillis(0)
            .build();
    channel
        .pipeline()
        .addLast(codec)
        .addLast(new Http2Conversation(channel, codec, clockOf(channel), limits))
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    http2Stream(stream);
                  }
                }));
  }

  private void http2Stream(Channel stream) {
    stream.config().setWriteBufferWaterMark(PENDING);
    stream
        .pipeline()
        .addLast(new Http2StreamWatch(stream, clockOf(stream), limits))
        .addLast(new Http2StreamFrameToHttpObjectCodec(true))
        .addLast(new RegistryHandler(services, false));
  }

  private LoopClock clockOf(Channel channel) {
    LoopClock clock = clocks.get(channel.eventLoop());
    if (clock == null) {
      throw new IllegalStateException("an event loop of another group");
    }
    return clock;
  }
}
