package dev.portcullis.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;

/**
 * One connection to an upstream, on the event loop of the client that it was opened for: one
 * exchange at a time, then back to the pool or closed.
 */
final class UpstreamLine extends ChannelInboundHandlerAdapter {
  private final UpstreamConnections pool;
  private final Origin origin;
  private final Channel channel;
  private Optional<Reader> reader = Optional.empty();
  private boolean asked;
  private boolean reusable;
  private boolean interim;
  private boolean used;
  private long idleSince;

  /** Whoever waits for a response. After {@link #end} or {@link #broken} nothing more comes. */
  interface Reader {
    /** The head of the response. */
    void response(HttpResponse response);

    /** A piece of the body; its ownership goes with it. */
    void content(ByteBuf chunk);

    /** The line takes more of the request's body. */
    default void writable() {}

    /** All that was read at once has been given. */
    void readComplete();

    /** The response is complete; the line is somebody else's already. */
    void end();

    /**
     * The connection broke, or what came is not HTTP.
     *
     * @param why one clause for people
     */
    void broken(String why);
  }

  UpstreamLine(UpstreamConnections pool, Origin origin, Channel channel) {
    this.pool = pool;
    this.origin = origin;
    this.channel = channel;
  }

  Origin origin() {
    return origin;
  }

  /** Whether an exchange was made on it before the current one. */
  boolean isUsed() {
    return used;
  }

  long idleSince() {
    return idleSince;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  /** Sends a request without a body and gives the response to {@code next}. */
  void ask(FullHttpRequest request, Reader next) {
    begin(request, next);
    asked = true;
    flush();
  }

  /** Begins a request whose body follows with {@link #send}; gives the response to {@code next}. */
  void begin(HttpRequest request, Reader next) {
    reader = Optional.of(next);
    asked = false;
    reusable = false;
    interim = false;
    readMore(true);
    write(request);
  }

  /** Passes on a piece of the body, with its ownership. */
  void send(HttpContent piece) {
    asked |= piece instanceof LastHttpContent;
    write(piece);
  }

  void flush() {
    channel.flush();
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  private void write(Object message) {
    channel
        .write(message)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                fail("the connection broke");
              }
            });
  }

  /** Gives what is still to come of the current exchange to {@code next}. */
  void handTo(Reader next) {
    reader = Optional.of(next);
  }

  /** Goes on or pauses reading. */
  void readMore(boolean more) {
    channel.config().setAutoRead(more);
  }

  boolean isReading() {
    return channel.config().isAutoRead();
  }

  /** Ends the exchange, whatever is still to come, and the connection. */
  void abandon() {
    reader = Optional.empty();
    var _ = channel.close();
  }

  void close() {
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (reader.isEmpty()) {
      ReferenceCountUtil.release(msg);
      close();
      return;
    }
    if (msg instanceof HttpResponse response) {
      if (response.decoderResult().isFailure()) {
        ReferenceCountUtil.release(msg);
        fail("its response is not HTTP");
        return;
      }
      interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (!interim) {
        reusable = HttpUtil.isKeepAlive(response) && isFramed(response);
        reader.get().response(response);
      }
    }
    if (msg instanceof HttpContent content) {
      content(content);
    }
  }

  private static boolean isFramed(HttpResponse response) {
    return HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response);
  }

  private void content(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      fail("its response is not HTTP");
      return;
    }
    boolean last = content instanceof LastHttpContent;
    if (interim || !content.content().isReadable()) {
      content.release();
    } else {
      reader.ifPresentOrElse(to -> to.content(content.content()), content::release);
    }
    if (last && !interim) {
      reader.ifPresent(this::finish);
    }
    interim = interim && !last;
  }

  private void finish(Reader finished) {
    reader = Optional.empty();
    used = true;
    if (reusable && asked && channel.isActive()) {
      idleSince = System.nanoTime();
      readMore(true);
      pool.offer(this);
    } else {
      close();
    }
    finished.end();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reader.ifPresent(Reader::readComplete);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      reader.ifPresent(Reader::writable);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pool.forget(this);
    fail("the connection broke");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail("the connection broke: " + cause.getMessage());
  }

  private void fail(String why) {
    Optional<Reader> failed = reader;
    reader = Optional.empty();
    close();
    failed.ifPresent(to -> to.broken(why));
  }
}
