package dev.portcullis.proxy.server;

import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.upstream.Caller;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one HTTP/1.1 connection or of one HTTP/2 stream, on its event loop. What
 * is in memory is answered at once; everything else is asked for and answered when it comes.
 */
final class RegistryHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);

  private final Services services;
  private final boolean http1;
  private boolean reading;

  RegistryHandler(Services services, boolean http1) {
    this.services = services;
    this.http1 = http1;
  }

  boolean isHttp1() {
    return http1;
  }

  /** Flushes now, or, while requests are still being read, once for all of them. */
  void flush(ChannelHandlerContext ctx) {
    if (!reading) {
      ctx.flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    reading = true;
    try {
      if (msg instanceof HttpRequest request) {
        answer(new Exchange(this, ctx, request));
      }
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    ctx.flush();
  }

  private void answer(Exchange exchange) {
    HttpRequest request = exchange.request();
    Optional<OciError> objection = RequestRules.objectionTo(request);
    if (objection.isPresent()) {
      exchange.replyAndClose(objection.get());
      return;
    }
    Routing routing = services.routing().get();
    switch (routing.router().route(request.method(), request.uri())) {
      case RegistryRequest.Manifest manifest -> manifest(exchange, manifest);
      case RegistryRequest.Ping ping -> exchange.reply(Replies.ping(request.method()));
      case RegistryRequest.Blob blob -> notYet(exchange);
      case RegistryRequest.Tags tags -> notYet(exchange);
      case RegistryRequest.Referrers referrers -> notYet(exchange);
      case RegistryRequest.Write write ->
          exchange.reply(Problem.of(OciError.unsupported("this registry is read-only")));
      case RegistryRequest.Rejected rejected -> exchange.reply(Problem.of(rejected.error()));
    }
  }

  private static void notYet(Exchange exchange) {
    exchange.reply(
        Problem.of(
            OciError.of(
                HttpResponseStatus.NOT_IMPLEMENTED, ErrorCode.UNSUPPORTED, "not offered yet")));
  }

  private void manifest(Exchange exchange, RegistryRequest.Manifest manifest) {
    RepositoryName repository = manifest.route().repository();
    Reference.Target target = manifest.target();
    Caller caller = Caller.proxy();
    Asked asked =
        new Asked(
            manifest.route(),
            target,
            Asked.Kind.MANIFEST,
            exchange.method(),
            exchange.request().headers());
    if (target instanceof Reference.ByDigest byDigest) {
      Optional<Answer> warm = services.gate().warm().answer(repository, byDigest.digest(), caller);
      if (warm.isPresent()) {
        reply(exchange, warm.get(), asked);
        return;
      }
    }
    if (services.inFlight().enter()) {
      var _ =
          services
              .gate()
              .manifests()
              .answer(repository, target, caller)
              .whenComplete((answer, failure) -> resume(exchange, asked, answer, failure));
    } else {
      exchange.reply(busy());
    }
  }

  /** Comes back from whichever thread worked out the answer. */
  private void resume(
      Exchange exchange, Asked asked, @Nullable Answer answer, @Nullable Throwable failure) {
    exchange.onLoop(
        () -> {
          services.inFlight().leave();
          if (answer == null) {
            LOG.error("no answer for {}", asked.name(), failure);
            exchange.reply(
                Problem.of(
                    OciError.of(
                        HttpResponseStatus.INTERNAL_SERVER_ERROR,
                        ErrorCode.UNKNOWN,
                        "the proxy failed on " + asked.name() + "; its log says more")));
          } else {
            reply(exchange, answer, asked);
          }
        });
  }

  private void reply(Exchange exchange, Answer answer, Asked asked) {
    Optional<Problem> problem = Problem.of(answer, asked);
    if (problem.isPresent()) {
      exchange.reply(problem.get());
    } else if (answer instanceof Answer.Serve serve) {
      exchange.reply(serve, asked, services.manifests());
    } else {
      notYet(exchange);
    }
  }

  private static Problem busy() {
    return Problem.of(
            OciError.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                ErrorCode.UNKNOWN,
                "too many requests are waiting; try again"))
        .with(HttpHeaderNames.RETRY_AFTER, "1");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection of {} broke: {}", ctx.channel().remoteAddress(), cause.toString());
    } else {
      LOG.warn("closing the connection of {}", ctx.channel().remoteAddress(), cause);
    }
    var _ = ctx.close();
  }
}
