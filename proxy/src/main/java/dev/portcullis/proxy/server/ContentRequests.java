package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.relay.BlobRequest;
import dev.portcullis.proxy.relay.RelayOutcome;
import dev.portcullis.proxy.relay.UpstreamAccess;
import dev.portcullis.proxy.upstream.Caller;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for manifests and blobs, on event loops. What is in memory is answered at once;
 * everything else is asked for, and answered when the answer comes.
 */
final class ContentRequests {
  private static final Logger LOG = LoggerFactory.getLogger(ContentRequests.class);

  private static final CompletableFuture<Boolean> RECORDED =
      CompletableFuture.completedFuture(true);

  private final Services services;

  ContentRequests(Services services) {
    this.services = services;
  }

  void manifest(
      Exchange exchange, RegistryRequest.Manifest manifest, ClientIdentity client, Caller caller) {
    long began = System.nanoTime();
    RepositoryName repository = manifest.route().repository();
    Reference.Target target = manifest.target();
    Asked asked = asked(exchange, manifest.route(), target, Asked.Kind.MANIFEST);
    if (target instanceof Reference.ByDigest byDigest) {
      Optional<Answer> warm = services.gate().warm().answer(repository, byDigest.digest(), caller);
      if (warm.isPresent()) {
        warm(exchange, asked, client, caller, target, warm.get(), began);
        return;
      }
    }
    ask(
        exchange,
        asked,
        caller,
        () -> traced(exchange, repository, target, caller),
        answer -> record(exchange, asked, client, target, answer, false, began));
  }

  private CompletableFuture<Answer> traced(
      Exchange exchange, RepositoryName repository, Reference.Target target, Caller caller) {
    Optional<String> parent = Optional.ofNullable(exchange.request().headers().get("traceparent"));
    return services
        .gate()
        .traced()
        .pull(
            parent,
            repository,
            target,
            exchange::tracedIn,
            () -> services.gate().manifests().answer(repository, target, caller));
  }

  private void warm(
      Exchange exchange,
      Asked asked,
      ClientIdentity client,
      Caller caller,
      Reference.Target target,
      Answer answer,
      long began) {
    CompletableFuture<Boolean> recorded =
        record(exchange, asked, client, target, answer, true, began);
    if (Boolean.TRUE.equals(recorded.getNow(false))) {
      reply(exchange, answer, asked, caller);
    } else {
      var _ =
          recorded.thenAccept(
              may -> exchange.onLoop(() -> resume(exchange, asked, caller, kept(answer, may))));
    }
  }

  private static Optional<Answer> kept(Answer answer, boolean isRecorded) {
    return isRecorded ? Optional.of(answer) : Optional.empty();
  }

  /** A manifest may be fetched as a blob too, and is then recorded as a pull. */
  void blob(Exchange exchange, RegistryRequest.Blob blob, ClientIdentity client, Caller caller) {
    long began = System.nanoTime();
    Reference.Target target = new Reference.ByDigest(blob.digest());
    Asked asked = asked(exchange, blob.route(), target, Asked.Kind.BLOB);
    ask(
        exchange,
        asked,
        caller,
        () -> services.gate().blobs().answer(blob.route().repository(), blob.digest(), caller),
        answer ->
            answer instanceof Answer.Serve
                ? record(exchange, asked, client, target, answer, false, began)
                : RECORDED);
  }

  private CompletableFuture<Boolean> record(
      Exchange exchange,
      Asked asked,
      ClientIdentity client,
      Reference.Target target,
      Answer answer,
      boolean isWarm,
      long began) {
    return services
        .record()
        .apply(
            new Pull(
                asked.route().repository(),
                target,
                client.equals(ClientIdentity.ANYONE) ? exchange.remoteAddress() : client.name(),
                answer,
                isWarm,
                System.nanoTime() - began,
                exchange.traceId()));
  }

  private static Asked asked(
      Exchange exchange, Route route, Reference.Target target, Asked.Kind kind) {
    return new Asked(
        route, Optional.of(target), kind, exchange.method(), exchange.request().headers());
  }

  private void ask(
      Exchange exchange,
      Asked asked,
      Caller caller,
      Supplier<CompletableFuture<Answer>> question,
      Function<Answer, CompletableFuture<Boolean>> record) {
    if (!services.inFlight().enter()) {
      exchange.reply(Problem.busy());
      return;
    }
    var _ =
        ask(question)
            .thenCompose(
                answer ->
                    exchange.isOpen()
                        ? record.apply(answer).thenApply(may -> kept(answer, may))
                        : CompletableFuture.completedFuture(Optional.<Answer>empty()))
            .whenComplete(
                (answer, failure) ->
                    exchange.onLoop(
                        () -> {
                          services.inFlight().leave();
                          if (answer == null) {
                            failed(exchange, asked, failure);
                          } else {
                            resume(exchange, asked, caller, answer);
                          }
                        }));
  }

  private static CompletableFuture<Answer> ask(Supplier<CompletableFuture<Answer>> question) {
    try {
      return question.get();
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private static void failed(Exchange exchange, Asked asked, @Nullable Throwable failure) {
    if (exchange.isOpen()) {
      LOG.error("no answer for {}", asked.name(), failure);
      exchange.reply(Problem.bug(asked.name()));
    }
  }

  /** Answers, if the client is still there and what it is told could be recorded. */
  private void resume(Exchange exchange, Asked asked, Caller caller, Optional<Answer> answer) {
    if (!exchange.isOpen()) {
      return;
    }
    if (answer.isPresent()) {
      reply(exchange, answer.get(), asked, caller);
    } else {
      exchange.reply(Problem.unrecorded(asked.name()));
    }
  }

  private void reply(Exchange exchange, Answer answer, Asked asked, Caller caller) {
    switch (answer) {
      case Answer.Serve serve -> exchange.reply(serve, asked, services.manifests());
      case Answer.Relay relay when asked.kind() == Asked.Kind.BLOB ->
          relay(exchange, relay, asked, caller);
      case Answer.Relay _,
          Answer.Refused _,
          Answer.Unreferenced _,
          Answer.Unacceptable _,
          Answer.Undecided _,
          Answer.Absent _,
          Answer.AccessDenied _,
          Answer.Trouble _ ->
          exchange.reply(Problem.of(answer, asked).tracedIn(exchange.traceId()));
    }
  }

  private void relay(Exchange exchange, Answer.Relay relay, Asked asked, Caller caller) {
    Optional<UpstreamAccess> access = services.access().apply(asked.route().upstream());
    if (access.isEmpty()) {
      exchange.reply(Problem.gone(asked.route().upstream()));
      return;
    }
    Digest digest = relay.permit().digest();
    if (Conditions.isKnown(digest, asked.headers())) {
      exchange.reply(notModified(digest, asked));
      return;
    }
    if (Conditions.isOutOfRange(digest, asked.headers())) {
      exchange.reply(outOfRange(asked, relay));
      return;
    }
    BlobRequest request =
        new BlobRequest(
            relay.permit(),
            relay.size(),
            caller,
            asked.isHead(),
            exchange.isEncrypted(),
            Conditions.range(digest, asked.headers()));
    exchange.follow(
        services
            .relay()
            .start(
                access.get(),
                request,
                exchange.context(),
                response -> addHeaders(response, asked, relay.permit().digest()),
                outcome -> relayed(exchange, outcome, asked, relay)));
  }

  private static FullHttpResponse notModified(Digest digest, Asked asked) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER);
    response
        .headers()
        .set(HttpHeaderNames.ETAG, Conditions.etag(digest))
        .set(HeaderText.CONTENT_DIGEST, digest.toString());
    addHeaders(response.headers(), asked, digest);
    return response;
  }

  private static void addHeaders(HttpHeaders response, Asked asked, Digest digest) {
    response.set(HeaderText.API_VERSION, HeaderText.API_VERSION_2);
    if (asked.route().byNamespace()) {
      response.set(HeaderText.NAMESPACE, asked.route().upstream());
    }
    if (asked.headers().get(HttpHeaderNames.USER_AGENT, "").startsWith("ollama/")) {
      response.set(HttpHeaderNames.LOCATION, asked.route().urlOf("/blobs/" + digest, ""));
    }
  }

  private static void relayed(
      Exchange exchange, RelayOutcome outcome, Asked asked, Answer.Relay relay) {
    exchange.followed();
    switch (outcome) {
      case RelayOutcome.Sent sent -> {}
      case RelayOutcome.Abandoned abandoned -> {}
      case RelayOutcome.Cut cut -> LOG.warn("{} was cut: {}", asked.name(), cut.message());
      case RelayOutcome.Contradicted contradicted -> {
        LOG.warn("{} is refused: {}", asked.name(), contradicted.message());
        exchange.reply(Problem.of(new Answer.Unacceptable(contradicted.message()), asked));
      }
      case RelayOutcome.Redirected elsewhere ->
          exchange.reply(redirect(elsewhere.target(), asked, relay.permit().digest()));
      case RelayOutcome.NotHad notHad -> exchange.reply(Problem.of(notHad.why(), asked));
      case RelayOutcome.OutOfRange outside -> exchange.reply(outOfRange(asked, relay));
    }
  }

  /** Tells the client where the blob is, and that nobody has looked at it on the way. */
  private static FullHttpResponse redirect(URI target, Asked asked, Digest digest) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.TEMPORARY_REDIRECT, Unpooled.EMPTY_BUFFER);
    addHeaders(response.headers(), asked, digest);
    response
        .headers()
        .set(HttpHeaderNames.LOCATION, target.toString())
        .set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO)
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HeaderText.CONTENT_DIGEST, digest.toString())
        .set(
            HeaderText.WARNING,
            HeaderText.warning(
                "the bytes come from "
                    + target.getHost()
                    + " and do not pass this mirror: check that they hash to "
                    + digest));
    return response;
  }

  private static Problem outOfRange(Asked asked, Answer.Relay relay) {
    Problem problem =
        Problem.of(
            OciError.of(
                HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                ErrorCode.UNKNOWN,
                "the range lies outside of " + asked.name()));
    return relay
        .size()
        .map(size -> problem.with(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size))
        .orElse(problem);
  }
}
