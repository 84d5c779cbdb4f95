package dev.portcullis.proxy.server;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.UpstreamAccess;
import dev.portcullis.proxy.upstream.RegistryClient;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** The listener that clients pull from. Its methods may be called on any thread. */
public final class RegistryServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final Map<EventLoop, LoopClock> clocks = new HashMap<>();
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicReference<LongConsumer> delays = new AtomicReference<>(nanos -> {});
  private final AtomicReference<Routing> routing;
  private final Channel listener;

  private RegistryServer(ListenConfig config, AtomicReference<Routing> routing, Services services)
      throws IOException {
    this.routing = routing;
    int count = config.loops() > 0 ? config.loops() : NettyRuntime.availableProcessors();
    loops = new MultiThreadIoEventLoopGroup(count, config.transport().ioHandlers());
    for (EventExecutor loop : loops) {
      AtomicReference<LongConsumer> told = delays;
      clocks.put(
          (EventLoop) loop, new LoopClock((EventLoop) loop, nanos -> told.get().accept(nanos)));
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(config.transport().serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ClientPipeline.PENDING)
            .childHandler(new ClientPipeline(services, config.limits(), clocks, open))
            .bind(config.address())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("cannot listen on " + config.address(), bound.cause());
    }
    listener = bound.channel();
  }

  /**
   * Starts to listen.
   *
   * @param serving what is served to whom
   * @param gate whom to ask about content
   * @param relay streams blobs; made for the same {@link Transport}
   * @param registries asks an upstream, by its name; empty for one that is gone
   * @param record is told of each manifest request that is about to be answered, on any thread;
   *     must not block; completes with false if it must not be answered
   * @throws IOException if the address cannot be had or the TLS settings cannot be used
   * @throws MalformedException if the password file is not one
   */
  public static RegistryServer start(
      ListenConfig config,
      Serving serving,
      Gate gate,
      BlobRelay relay,
      Function<String, Optional<RegistryClient>> registries,
      Function<Pull, CompletableFuture<Boolean>> record)
      throws IOException, MalformedException {
    Function<String, Optional<UpstreamAccess>> access =
        registries.andThen(client -> client.map(UpstreamAccess::of));
    return start(config, serving, gate, relay, registries, access, record);
  }

  static RegistryServer start(
      ListenConfig config,
      Serving serving,
      Gate gate,
      BlobRelay relay,
      Function<String, Optional<RegistryClient>> registries,
      Function<String, Optional<UpstreamAccess>> access,
      Function<Pull, CompletableFuture<Boolean>> record)
      throws IOException, MalformedException {
    AtomicReference<Routing> routing = new AtomicReference<>(Routing.of(serving));
    Services services =
        new Services(
            routing::get,
            gate,
            new ManifestReplies(),
            new InFlight(config.limits().inFlight()),
            relay,
            access,
            registries,
            task -> Thread.ofVirtual().name("lists").start(task),
            record);
    return new RegistryServer(config, routing, services);
  }

  /**
   * Serves from now on as {@code serving} says: requests at once, TLS for new connections. If it
   * throws, nothing has changed.
   *
   * @throws IOException if the TLS settings cannot be used
   * @throws MalformedException if the password file is not one
   */
  public void reconfigure(Serving serving) throws IOException, MalformedException {
    routing.set(Routing.of(serving));
  }

  /** The event loops on which clients are served. */
  public EventExecutorGroup loops() {
    return loops;
  }

  /** Where it listens, with the port that it got. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** The connections that are open now. */
  public int connections() {
    return open.size();
  }

  /**
   * Stops accepting, lets what is under way finish, and cuts what has not after {@code grace}.
   * Blocks until all is closed.
   */
  public void drain(Duration grace) {
    listener.close().awaitUninterruptibly();
    open.forEach(channel -> channel.pipeline().fireUserEventTriggered(DrainEvent.DRAIN));
    open.newCloseFuture().awaitUninterruptibly(grace.toMillis());
    close();
  }

  /**
   * Tells {@code delays}, about four times a second and event loop, by how many nanoseconds the
   * loop was late: how long a connection may have waited for it. Called on event loops; must not
   * block.
   */
  public void watchDelays(LongConsumer listener) {
    delays.set(listener);
  }

  /** Cuts all connections and stops. Blocks until all is closed. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    open.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
