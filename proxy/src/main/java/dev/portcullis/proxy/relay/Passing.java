package dev.portcullis.proxy.relay;

import dev.portcullis.oci.Quoting;
import dev.portcullis.proxy.upstream.Fetch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;

/**
 * The second half of a {@link Transfer}, on the client's event loop: passes the body on as fast as
 * the client takes it. The head waits for the first chunk that may leave, so that a small body that
 * turns out wrong is still answered with an error.
 */
final class Passing implements UpstreamLine.Reader {
  private final Transfer transfer;
  private final UpstreamLine line;
  private final HttpResponse head;
  private final Holdback holdback;
  private final ChannelHandlerContext client;
  private boolean begun;
  private long sent;
  private long heardAt = System.nanoTime();
  private long takenAt = heardAt;
  private long untaken;

  Passing(Transfer transfer, UpstreamLine line, BlobHead.Fitting fitting) {
    this.transfer = transfer;
    this.line = line;
    this.head = fitting.response();
    this.client = transfer.client();
    BlobRequest request = transfer.request();
    boolean hash = transfer.relay().config().verify() && fitting.whole() && !request.head();
    this.holdback =
        new Holdback(
            hash ? Optional.of(request.permit().digest()) : Optional.empty(),
            request.head() ? 0 : fitting.length());
  }

  void clientWritabilityChanged() {
    if (client.channel().isWritable()) {
      heardAt = System.nanoTime();
      line.readMore(true);
    }
  }

  /** Stops, because the client has gone. */
  void abandon() {
    line.abandon();
    holdback.release();
  }

  /** Gives up on an upstream that is silent, or on a client that takes nothing. */
  void checkTime(long now) {
    Channel channel = client.channel();
    if (channel.isWritable()) {
      takenAt = now;
      if (line.isReading() && now - heardAt > transfer.relay().config().silence().toNanos()) {
        line.abandon();
        broken("it fell silent");
      }
      return;
    }
    long pending = channel.bytesBeforeWritable();
    if (pending != untaken) {
      untaken = pending;
      takenAt = now;
    } else if (now - takenAt > transfer.relay().config().stall().toNanos()) {
      line.abandon();
      cut("was not taken by the client");
    }
  }

  @Override
  public void response(HttpResponse response) {
    throw new IllegalStateException("a second response");
  }

  @Override
  public void content(ByteBuf chunk) {
    heardAt = System.nanoTime();
    holdback.pass(chunk).ifPresent(this::send);
    if (holdback.isTooLong()) {
      line.abandon();
      differs("has more bytes than it should");
    } else if (!client.channel().isWritable()) {
      line.readMore(false);
      client.flush();
    }
  }

  private void send(ByteBuf chunk) {
    begin();
    int length = chunk.readableBytes();
    sent += length;
    transfer.relay().counters().bytes(length);
    var _ = client.write(new DefaultHttpContent(chunk), client.voidPromise());
  }

  private void begin() {
    if (!begun) {
      begun = true;
      var _ = client.write(head, client.voidPromise());
    }
  }

  @Override
  public void readComplete() {
    if (begun) {
      client.flush();
    }
  }

  /** The transfer is over before its last piece is written: that may begin the next request. */
  @Override
  public void end() {
    Optional<String> objection = holdback.objection();
    if (objection.isPresent()) {
      differs(objection.get());
      return;
    }
    holdback.takeRest().ifPresent(this::send);
    begin();
    transfer.finish(new RelayOutcome.Sent(sent));
    var _ = client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  @Override
  public void broken(String why) {
    String how = "was cut off: " + Quoting.shorten(why);
    if (begun) {
      cut(how);
    } else {
      holdback.release();
      transfer.notHad(Fetch.trouble(Fetch.Kind.UNREACHABLE, transfer.sentence(how)));
    }
  }

  private void differs(String how) {
    if (begun) {
      cut(how);
    } else {
      holdback.release();
      transfer.finish(new RelayOutcome.Contradicted(transfer.sentence(how)));
    }
  }

  /** Breaks the connection or stream, so that the client cannot take the body for whole. */
  private void cut(String why) {
    holdback.release();
    transfer.finish(new RelayOutcome.Cut(transfer.sentence(why)));
    ClientCut.cut(client);
  }
}
