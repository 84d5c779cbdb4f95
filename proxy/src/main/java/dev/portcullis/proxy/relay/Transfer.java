package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One blob on its way from an upstream to a client, on the client's event loop: first {@link
 * Asking}, then {@link Passing}; over once.
 */
public final class Transfer extends Errand {
  private static final long TICK_MILLIS = 500;

  private final BlobRequest request;
  private final Consumer<HttpHeaders> headers;
  private final Consumer<RelayOutcome> done;
  private final Asking asking;
  private final ScheduledFuture<?> ticks;
  private Optional<Passing> passing = Optional.empty();

  Transfer(
      BlobRelay relay,
      UpstreamAccess access,
      BlobRequest request,
      ChannelHandlerContext client,
      Consumer<HttpHeaders> headers,
      Consumer<RelayOutcome> done) {
    super(relay, access, client);
    this.request = request;
    this.headers = headers;
    this.done = done;
    this.asking = new Asking(this);
    this.ticks =
        client
            .executor()
            .scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void start() {
    asking.start();
  }

  /** Is to be called when the client's connection can take more, or no more. */
  public void clientWritabilityChanged() {
    passing.ifPresent(Passing::clientWritabilityChanged);
  }

  /** Is to be called when the client's connection or stream has ended. */
  public void clientGone() {
    if (!isOver()) {
      asking.abandon();
      passing.ifPresent(Passing::abandon);
      finish(new RelayOutcome.Abandoned());
    }
  }

  private void tick() {
    long now = System.nanoTime();
    passing.ifPresentOrElse(stage -> stage.checkTime(now), () -> asking.checkTime(now));
  }

  /** The upstream has what was asked for; what follows on {@code line} is the body. */
  void pass(UpstreamLine line, BlobHead.Fitting head) {
    headers.accept(head.response().headers());
    Passing next = new Passing(this, line, head);
    passing = Optional.of(next);
    line.handTo(next);
  }

  /** Ends it without having sent anything. */
  @Override
  void notHad(Fetch<?> why) {
    finish(
        new RelayOutcome.NotHad(
            why.then(found -> Fetch.trouble(Fetch.Kind.UPSTREAM_ERROR, "found and not had"))));
  }

  void finish(RelayOutcome outcome) {
    if (markOver()) {
      ticks.cancel(false);
      relay().counters().count(outcome);
      done.accept(outcome);
    }
  }

  /** A sentence about the blob. */
  String sentence(String how) {
    return "blob "
        + request.permit().digest().shortened()
        + " from "
        + access().upstream().name()
        + " "
        + how;
  }

  BlobRequest request() {
    return request;
  }
}
