package dev.portcullis.proxy.relay;

import dev.portcullis.oci.Limits;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.Purpose;
import dev.portcullis.proxy.upstream.RedirectRules;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The first half of a {@link Transfer}, on the client's event loop: shows the upstream credentials,
 * follows its redirects without them, until it has answered with the blob or with something else.
 */
final class Asking implements UpstreamLine.Reader {
  private static final int SKIPPED = 64 * 1024;

  private final Transfer transfer;
  private final UpstreamAccess access;
  private final BlobRequest request;
  private final Dialling dialling;
  private URI target;
  private Optional<String> authorization = Optional.empty();
  private Optional<UpstreamLine> line = Optional.empty();
  private Optional<Runnable> afterSkipping = Optional.empty();
  private int skipped;
  private int redirects;
  private boolean challenged;
  private boolean answered;
  private boolean retried;
  private long heardAt = System.nanoTime();

  Asking(Transfer transfer) {
    this.transfer = transfer;
    this.access = transfer.access();
    this.request = transfer.request();
    this.dialling = new Dialling(transfer);
    this.target = BlobUrl.of(access.upstream(), request.permit());
  }

  void start() {
    transfer.off(
        () -> access.credentials().authorization(request.caller(), path(), Purpose.PULL),
        this::authorized);
  }

  void abandon() {
    line.ifPresent(UpstreamLine::abandon);
    line = Optional.empty();
  }

  /** Gives up on an upstream that is silent. */
  void checkTime(long now) {
    long limit = transfer.relay().config().silence().toNanos();
    if (line.isPresent() && now - heardAt > limit) {
      abandon();
      transfer.notHad(Fetch.trouble(Fetch.Kind.TIMEOUT, host() + " does not answer"));
    }
  }

  private void authorized(Fetch<Optional<String>> found) {
    if (found instanceof Fetch.Found<Optional<String>>(Optional<String> header)) {
      authorization = header;
      connect(true);
    } else {
      transfer.notHad(found);
    }
  }

  private void connect(boolean pooled) {
    dialling.connect(target, redirects == 0, pooled, this::ask);
  }

  private void ask(UpstreamLine open) {
    answered = false;
    heardAt = System.nanoTime();
    line = Optional.of(open);
    open.ask(BlobUrl.request(request, target, open.origin(), authorization), this);
  }

  @Override
  public void response(HttpResponse response) {
    answered = true;
    heardAt = System.nanoTime();
    int status = response.status().code();
    boolean ranged = request.range().isPresent();
    if (status == 200 || (status == 206 && ranged)) {
      judge(response);
    } else if (status == 416 && ranged) {
      skip(() -> transfer.finish(new RelayOutcome.OutOfRange()));
    } else if (isRedirect(status)) {
      redirect(response);
    } else if (status == 401 && redirects == 0 && !challenged) {
      challenge(response);
    } else {
      Fetch<Void> meaning =
          redirects == 0
              ? Statuses.ofRegistry(access.upstream().name(), response)
              : Statuses.ofStorage(host(), response);
      skip(() -> transfer.notHad(meaning));
    }
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private void judge(HttpResponse response) {
    switch (BlobHead.of(request, response, transfer.relay().config().verify())) {
      case BlobHead.Fitting fitting -> line.ifPresent(open -> transfer.pass(open, fitting));
      case BlobHead.Unfitting unfitting -> {
        abandon();
        transfer.finish(new RelayOutcome.Contradicted(transfer.sentence(unfitting.message())));
      }
    }
  }

  private void redirect(HttpResponse response) {
    String location = response.headers().get(HttpHeaderNames.LOCATION, "");
    if (redirects == Limits.REDIRECTS) {
      skip(() -> untrustworthy(access.upstream().name() + " redirects too often"));
      return;
    }
    switch (RedirectRules.check(access.upstream(), target, location)) {
      case RedirectRules.Refused refused -> skip(() -> untrustworthy(refused.why()));
      case RedirectRules.Allowed allowed ->
          skip(
              isPassedOn(allowed.uri())
                  ? () -> passOn(allowed.uri())
                  : () -> follow(allowed.uri()));
    }
  }

  /** Only a first redirect of a large blob, only a GET, and never from TLS to plain text. */
  private boolean isPassedOn(URI next) {
    OptionalLong from = transfer.relay().config().redirectFrom();
    return redirects == 0
        && !request.head()
        && from.isPresent()
        && request.size().map(size -> size >= from.getAsLong()).orElse(false)
        && (!request.secure() || "https".equals(next.getScheme()));
  }

  /** The client goes where the proxy itself might have gone, and nowhere else. */
  private void passOn(URI next) {
    transfer.off(
        () -> reachable(next),
        found -> {
          if (found instanceof Fetch.Found<URI>(URI target)) {
            transfer.finish(new RelayOutcome.Redirected(target));
          } else {
            transfer.notHad(found);
          }
        });
  }

  private Fetch<URI> reachable(URI next) {
    try {
      access.addresses().lookup(next.getHost());
      return new Fetch.Found<>(next);
    } catch (UnknownHostException e) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY, "no address for " + next.getHost() + ": " + e.getMessage());
    }
  }

  private void follow(URI next) {
    target = next;
    redirects++;
    authorization = Optional.empty();
    connect(true);
  }

  private void challenge(HttpResponse response) {
    challenged = true;
    List<String> challenges = response.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE);
    Optional<String> used = authorization;
    skip(
        () ->
            transfer.off(
                () ->
                    access
                        .challenges()
                        .answer(request.caller(), path(), Purpose.PULL, used, challenges),
                this::authorized));
  }

  private void untrustworthy(String why) {
    transfer.notHad(Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, why));
  }

  /** Lets the body of a response that is not the blob pass by, then goes on. */
  private void skip(Runnable next) {
    skipped = 0;
    afterSkipping = Optional.of(next);
  }

  @Override
  public void content(ByteBuf chunk) {
    heardAt = System.nanoTime();
    skipped += chunk.readableBytes();
    chunk.release();
    if (skipped > SKIPPED) {
      abandon();
      end();
    }
  }

  @Override
  public void readComplete() {}

  @Override
  public void end() {
    line = Optional.empty();
    Optional<Runnable> next = afterSkipping;
    afterSkipping = Optional.empty();
    next.ifPresent(Runnable::run);
  }

  @Override
  public void broken(String why) {
    boolean stale = line.map(UpstreamLine::isUsed).orElse(false) && !answered && !retried;
    line = Optional.empty();
    if (stale) {
      retried = true;
      connect(false);
    } else {
      transfer.notHad(Fetch.trouble(Fetch.Kind.UNREACHABLE, host() + ": " + why));
    }
  }

  private String host() {
    return Origin.of(access.upstream().name(), target).hostHeader();
  }

  private String path() {
    return request.permit().repository().path();
  }
}
