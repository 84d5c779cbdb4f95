package dev.portcullis.proxy.relay;

import dev.portcullis.oci.Quoting;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The connections to upstreams of one event loop, used on that loop only. */
final class UpstreamConnections {
  private static final int LEAST_READ = 16 * 1024;
  private static final int FIRST_READ = 64 * 1024;
  private static final int MOST_READ = 256 * 1024;
  private static final int STATUS_LINE = 4096;
  private static final int HEADERS = 32 * 1024;
  private static final int IDLE_PER_ORIGIN = 16;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SWEEP_SECONDS = 10;

  private final EventLoop loop;
  private final RelayConfig config;
  private final Map<Origin, ArrayDeque<UpstreamLine>> idle = new HashMap<>();

  UpstreamConnections(EventLoop loop, RelayConfig config) {
    this.loop = loop;
    this.config = config;
    var _ =
        loop.scheduleAtFixedRate(this::dropIdle, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** An idle connection, the last one used first. */
  Optional<UpstreamLine> take(Origin origin) {
    ArrayDeque<UpstreamLine> lines = idle.get(origin);
    while (lines != null && !lines.isEmpty()) {
      UpstreamLine line = lines.removeLast();
      if (line.isOpen() && System.nanoTime() - line.idleSince() < IDLE_NANOS) {
        return Optional.of(line);
      }
      line.close();
    }
    return Optional.empty();
  }

  void offer(UpstreamLine line) {
    ArrayDeque<UpstreamLine> lines =
        idle.computeIfAbsent(line.origin(), origin -> new ArrayDeque<>());
    if (lines.size() < IDLE_PER_ORIGIN) {
      lines.addLast(line);
    } else {
      line.close();
    }
  }

  void forget(UpstreamLine line) {
    ArrayDeque<UpstreamLine> lines = idle.get(line.origin());
    if (lines != null) {
      lines.remove(line);
    }
  }

  private void dropIdle() {
    long now = System.nanoTime();
    for (ArrayDeque<UpstreamLine> lines : idle.values()) {
      while (!lines.isEmpty() && now - lines.getFirst().idleSince() > IDLE_NANOS) {
        lines.removeFirst().close();
      }
    }
    idle.values().removeIf(ArrayDeque::isEmpty);
  }

  /**
   * Opens a connection to the first of {@code addresses} that answers.
   *
   * @param tls present if TLS is to be spoken
   * @param opened is given the connection, ready for a request
   * @param failed is given the reason, one clause
   */
  void dial(
      Origin origin,
      List<InetAddress> addresses,
      Optional<SslContext> tls,
      Consumer<UpstreamLine> opened,
      Consumer<String> failed) {
    var _ =
        new Bootstrap()
            .group(loop)
            .channel(config.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connect().toMillis())
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tls.ifPresent(
                        context -> channel.pipeline().addLast(tls(context, channel, origin)));
                    channel
                        .pipeline()
                        .addLast(codec())
                        .addLast(new UpstreamLine(UpstreamConnections.this, origin, channel));
                  }
                })
            .connect(new InetSocketAddress(addresses.getFirst(), origin.port()))
            .addListener(
                (ChannelFutureListener)
                    done -> {
                      if (done.isSuccess()) {
                        secure(origin, done.channel(), opened, failed);
                      } else if (addresses.size() > 1) {
                        dial(origin, addresses.subList(1, addresses.size()), tls, opened, failed);
                      } else {
                        failed.accept("no connection to " + origin.hostHeader());
                      }
                    });
  }

  private SslHandler tls(SslContext context, Channel channel, Origin origin) {
    SslHandler handler = context.newHandler(channel.alloc(), origin.host(), origin.port());
    handler.setHandshakeTimeoutMillis(config.connect().toMillis());
    return handler;
  }

  private static HttpClientCodec codec() {
    HttpDecoderConfig decoder =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(STATUS_LINE)
            .setMaxHeaderSize(HEADERS)
            .setMaxChunkSize(MOST_READ);
    return new HttpClientCodec(decoder, false, false);
  }

  private static void secure(
      Origin origin, Channel channel, Consumer<UpstreamLine> opened, Consumer<String> failed) {
    UpstreamLine line = channel.pipeline().get(UpstreamLine.class);
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      opened.accept(line);
      return;
    }
    var _ =
        handler
            .handshakeFuture()
            .addListener(
                done -> {
                  if (done.isSuccess()) {
                    opened.accept(line);
                  } else {
                    line.close();
                    failed.accept(
                        "no TLS with " + origin.hostHeader() + ": " + reason(done.cause()));
                  }
                });
  }

  /** The innermost message; what wraps it speaks of engines, not of certificates. */
  private static String reason(Throwable failure) {
    Throwable innermost = failure;
    for (int depth = 0; innermost.getCause() != null && depth < 10; depth++) {
      innermost = innermost.getCause();
    }
    return Quoting.shorten(String.valueOf(innermost.getMessage()));
  }
}
