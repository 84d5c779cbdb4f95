package dev.portcullis.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.Map;

/** Assembles the pipeline of each client's connection, on its event loop. */
final class ClientPipeline extends ChannelInitializer<Channel> {
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
    http1(channel);
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

  private LoopClock clockOf(Channel channel) {
    LoopClock clock = clocks.get(channel.eventLoop());
    if (clock == null) {
      throw new IllegalStateException("an event loop of another group");
    }
    return clock;
  }
}
