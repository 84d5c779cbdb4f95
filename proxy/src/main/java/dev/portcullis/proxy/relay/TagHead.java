package dev.portcullis.proxy.relay;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Shown;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HEAD for a tag, on one event loop, from which it is never moved (see {@link TagHeads}). */
final class TagHead implements UpstreamLine.Reader {
  private static final Logger LOG = LoggerFactory.getLogger(TagHead.class);
  private static final String DIGEST = "Docker-Content-Digest";
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX,
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_LIST);

  private final BlobRelay relay;
  private final EventLoop loop;
  private final RegistryClient client;
  private final URI target;
  private final Origin origin;
  private final Shown shown;
  private final CompletableFuture<Optional<Digest>> done = new CompletableFuture<>();
  private final long began = System.nanoTime();
  private final ScheduledFuture<?> patience;
  private Optional<UpstreamLine> line = Optional.empty();
  private Optional<Digest> digest = Optional.empty();
  private int status;

  TagHead(
      BlobRelay relay,
      EventLoop loop,
      RegistryClient client,
      String path,
      Reference.Tag tag,
      Shown shown,
      Duration patience) {
    this.relay = relay;
    this.loop = loop;
    this.client = client;
    this.target = URI.create(client.upstream().url() + "/v2/" + path + "/manifests/" + tag.name());
    this.origin = Origin.of(client.upstream().name(), target);
    this.shown = shown;
    this.patience = loop.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  CompletableFuture<Optional<Digest>> start() {
    Optional<UpstreamLine> idle = relay.connections(loop).take(origin);
    if (idle.isPresent()) {
      ask(idle.get());
    } else {
      findAddresses();
    }
    return done;
  }

  /** Where to connect to, and how. */
  private record Way(List<InetAddress> addresses, Optional<SslContext> tls) {}

  private void findAddresses() {
    try {
      relay.threads().execute(this::lookUp);
    } catch (RejectedExecutionException closed) {
      finish(Optional.empty());
    }
  }

  /** Blocks: on a virtual thread. */
  private void lookUp() {
    Optional<Way> way = Optional.empty();
    try {
      way =
          Optional.of(
              new Way(
                  List.of(InetAddress.getAllByName(origin.host())),
                  origin.secure()
                      ? Optional.of(relay.tls().of(client.upstream()))
                      : Optional.empty()));
    } catch (IOException e) {
      LOG.debug("no way to {}", origin, e);
    }
    Optional<Way> found = way;
    loop.execute(() -> dial(found));
  }

  private void dial(Optional<Way> way) {
    if (way.isEmpty() || done.isDone()) {
      finish(Optional.empty());
      return;
    }
    relay
        .connections(loop)
        .dial(
            origin,
            way.get().addresses(),
            way.get().tls(),
            this::ask,
            why -> finish(Optional.empty()));
  }

  private void ask(UpstreamLine open) {
    if (done.isDone()) {
      open.close();
      return;
    }
    line = Optional.of(open);
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.HEAD, target.getRawPath());
    request
        .headers()
        .set(HttpHeaderNames.HOST, origin.hostHeader())
        .set(HttpHeaderNames.USER_AGENT, BlobUrl.AGENT)
        .set(HttpHeaderNames.ACCEPT, ACCEPT)
        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    shown
        .authorization()
        .ifPresent(value -> request.headers().set(HttpHeaderNames.AUTHORIZATION, value));
    open.ask(request, this);
  }

  private void giveUp() {
    line.ifPresent(UpstreamLine::abandon);
    finish(Optional.empty());
  }

  private void finish(Optional<Digest> found) {
    line = Optional.empty();
    patience.cancel(false);
    if (!done.isDone()) {
      client.resolved(status, System.nanoTime() - began);
      done.complete(found);
    }
  }

  @Override
  public void response(HttpResponse response) {
    status = response.status().code();
    String claim = response.headers().get(DIGEST, "");
    if (status == 200 && !claim.isEmpty()) {
      try {
        digest = Optional.of(Digest.parse(claim.strip()));
      } catch (MalformedException unknown) {
        LOG.debug("{} claims a digest of an unknown kind", origin);
      }
    }
  }

  /** A response to HEAD has no body; what comes all the same is not wanted. */
  @Override
  public void content(ByteBuf chunk) {
    chunk.release();
    giveUp();
  }

  @Override
  public void readComplete() {}

  @Override
  public void end() {
    finish(digest);
  }

  @Override
  public void broken(String why) {
    finish(Optional.empty());
  }
}
