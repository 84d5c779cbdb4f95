package dev.portcullis.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** Tells, on the event loop, for how long a channel's pending output has not moved. */
final class OutputWatch {
  private final Channel channel;
  private long pending;
  private long progress;
  private long since;
  private boolean waiting;

  OutputWatch(Channel channel) {
    this.channel = channel;
  }

  /** Whether output is pending and nothing of it has been taken for {@code limit} nanoseconds. */
  boolean isStalledFor(long limit, long now) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null || buffer.isEmpty()) {
      waiting = false;
      return false;
    }
    long nowPending = buffer.totalPendingWriteBytes();
    long nowProgress = buffer.currentProgress();
    if (!waiting || nowPending != pending || nowProgress != progress) {
      waiting = true;
      pending = nowPending;
      progress = nowProgress;
      since = now;
      return false;
    }
    return now - since > limit;
  }
}
