package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blob on its way from an upstream to a client, on the client's event loop: first {@link
 * Asking}, then {@link Passing}; over once.
 */
public final class Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);
  private static final long TICK_MILLIS = 500;

  private final BlobRelay relay;
  private final UpstreamAccess access;
  private final BlobRequest request;
  private final ChannelHandlerContext client;
  private final Consumer<HttpHeaders> headers;
  private final Consumer<RelayOutcome> done;
  private final Asking asking;
  private final ScheduledFuture<?> ticks;
  private Optional<Passing> passing = Optional.empty();
  private boolean over;

  Transfer(
      BlobRelay relay,
      UpstreamAccess access,
      BlobRequest request,
      ChannelHandlerContext client,
      Consumer<HttpHeaders> headers,
      Consumer<RelayOutcome> done) {
    this.relay = relay;
    this.access = access;
    this.request = request;
    this.client = client;
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
    if (!over) {
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
  void notHad(Fetch<?> why) {
    finish(
        new RelayOutcome.NotHad(
            why.then(found -> Fetch.trouble(Fetch.Kind.UPSTREAM_ERROR, "found and not had"))));
  }

  void finish(RelayOutcome outcome) {
    if (!over) {
      over = true;
      ticks.cancel(false);
      relay.counters().count(outcome);
      done.accept(outcome);
    }
  }

  /** Asks {@code question}, which may block, elsewhere; goes on here, unless it is over by then. */
  <T> void off(Callable<T> question, Consumer<T> next) {
    relay
        .threads()
        .execute(
            () -> {
              try {
                T answer = question.call();
                client.executor().execute(() -> back(answer, next));
              } catch (Exception e) {
                client.executor().execute(() -> failed(e));
              }
            });
  }

  private <T> void back(T answer, Consumer<T> next) {
    if (!over) {
      next.accept(answer);
    }
  }

  private void failed(Exception bug) {
    LOG.error("relaying {} failed", request.permit().digest(), bug);
    notHad(Fetch.trouble(Fetch.Kind.UPSTREAM_ERROR, "the relay failed; its log says more"));
  }

  /** A sentence about the blob. */
  String sentence(String how) {
    return "blob "
        + request.permit().digest().shortened()
        + " from "
        + access.upstream().name()
        + " "
        + how;
  }

  boolean isOver() {
    return over;
  }

  BlobRelay relay() {
    return relay;
  }

  UpstreamAccess access() {
    return access;
  }

  BlobRequest request() {
    return request;
  }

  ChannelHandlerContext client() {
    return client;
  }
}
