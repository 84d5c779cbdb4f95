package dev.portcullis.proxy.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Streams blobs from upstreams to clients. Both legs run on the client's event loop and hold a few
 * chunks at most, however large the blob; credentials and addresses are found on virtual threads.
 */
public final class BlobRelay implements AutoCloseable {
  private final RelayConfig config;
  private final RelayCounters counters = new RelayCounters();
  private final RelayTls tls = new RelayTls();
  private final Map<EventLoop, UpstreamConnections> connections = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("relay-", 0).factory());

  /** A relay without connections yet. */
  public BlobRelay(RelayConfig config) {
    this.config = config;
  }

  /** What it has done so far. */
  public RelayCounters counters() {
    return counters;
  }

  /**
   * Begins to relay a blob; to be called on the client's event loop.
   *
   * @param access the upstream that {@code request} names
   * @param client where the response is written to, as HTTP objects
   * @param headers is given the headers of a successful response, to add to them
   * @param done is told, on the client's event loop, what came of it; once
   * @return must be told what happens to the client's connection meanwhile
   */
  public Transfer start(
      UpstreamAccess access,
      BlobRequest request,
      ChannelHandlerContext client,
      Consumer<HttpHeaders> headers,
      Consumer<RelayOutcome> done) {
    Transfer transfer = new Transfer(this, access, request, client, headers, done);
    transfer.start();
    return transfer;
  }

  /**
   * Begins to pass a push through; to be called on the client's event loop.
   *
   * @param access the upstream that {@code request} is for
   * @param client whose body it is
   * @param done is told, on the client's event loop, what came of it; once, unless the client goes
   * @return must be given the client's body, and told if the client goes
   */
  public Push push(
      UpstreamAccess access,
      PushRequest request,
      ChannelHandlerContext client,
      Consumer<PushOutcome> done) {
    Push push = new Push(this, access, request, client, done);
    push.start();
    return push;
  }

  RelayConfig config() {
    return config;
  }

  RelayTls tls() {
    return tls;
  }

  ExecutorService threads() {
    return threads;
  }

  UpstreamConnections connections(EventLoop loop) {
    return connections.computeIfAbsent(loop, key -> new UpstreamConnections(key, config));
  }

  /** Starts nothing new; connections end with their event loops. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
