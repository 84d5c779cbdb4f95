package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.Purpose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One push on its way from a client to an upstream, on the client's event loop: the body is passed
 * on as fast as the upstream takes it. Nothing that an upstream answers with success has a body
 * here, so that content cannot leave by this way.
 */
public final class Push extends Errand {
  private static final int ERROR_BYTES = 64 * 1024;
  private static final long TICK_SECONDS = 5;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final PushRequest request;
  private final Consumer<PushOutcome> done;
  private final Dialling dialling;
  private final ScheduledFuture<?> ticks;
  private final ArrayDeque<HttpContent> waiting = new ArrayDeque<>();
  private Optional<UpstreamLine> line = Optional.empty();
  private Optional<String> authorization = Optional.empty();
  private boolean challenged;
  private boolean bodyBegun;
  private boolean bodyEnded;
  private long movedAt = System.nanoTime();

  Push(
      BlobRelay relay,
      UpstreamAccess access,
      PushRequest request,
      ChannelHandlerContext client,
      Consumer<PushOutcome> done) {
    super(relay, access, client);
    this.request = request;
    this.done = done;
    this.dialling = new Dialling(this);
    this.ticks =
        client
            .executor()
            .scheduleAtFixedRate(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
  }

  void start() {
    off(
        () -> access().credentials().authorization(request.caller(), path(), Purpose.WRITE),
        this::authorized);
  }

  /** Takes a piece of the client's body and its ownership. */
  public void content(HttpContent piece) {
    if (isOver()) {
      piece.release();
      return;
    }
    movedAt = System.nanoTime();
    waiting.add(piece);
    send();
  }

  /** Is to be called when the client's connection or stream has ended. */
  public void clientGone() {
    over();
  }

  private void authorized(Fetch<Optional<String>> found) {
    if (found instanceof Fetch.Found<Optional<String>>(Optional<String> header)) {
      authorization = header;
      dialling.connect(access().upstream().url(), true, false, this::ask);
    } else {
      notHad(found);
    }
  }

  private void ask(UpstreamLine open) {
    line = Optional.of(open);
    open.begin(
        PushHeads.request(access().upstream(), request, open.origin(), authorization),
        new Reading());
    send();
  }

  /** Passes on what the upstream takes; the client is read from only while it takes more. */
  private void send() {
    line.ifPresent(this::sendTo);
    if (!isOver()) {
      client().channel().config().setAutoRead(line.map(UpstreamLine::isWritable).orElse(false));
    }
  }

  /** Flushing may make the line writable and lead back here; the inner call then does the rest. */
  private void sendTo(UpstreamLine open) {
    while (!waiting.isEmpty() && open.isWritable()) {
      HttpContent piece = waiting.remove();
      bodyBegun |= piece.content().isReadable();
      bodyEnded |= piece instanceof LastHttpContent;
      open.send(piece);
    }
    open.flush();
  }

  private void tick() {
    if (System.nanoTime() - movedAt > SILENCE_NANOS) {
      notHad(Fetch.trouble(Fetch.Kind.TIMEOUT, "the push stood still"));
    }
  }

  private void answered(HttpResponse response, ByteBuf body) {
    line = Optional.empty();
    if (response.status().code() == 401 && !challenged && !bodyBegun) {
      challenged = true;
      askAgain(response.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE));
      return;
    }
    switch (PushHeads.response(access().upstream(), request, response, body)) {
      case Fetch.Found<PushOutcome.Answered>(PushOutcome.Answered answer) -> {
        if (over()) {
          done.accept(answer);
        } else {
          answer.response().release();
        }
      }
      case Fetch<PushOutcome.Answered> other -> notHad(other);
    }
  }

  private void askAgain(List<String> challenges) {
    if (bodyEnded) {
      bodyEnded = false;
      waiting.addFirst(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    Optional<String> used = authorization;
    off(
        () ->
            access().challenges().answer(request.caller(), path(), Purpose.WRITE, used, challenges),
        this::authorized);
  }

  @Override
  void notHad(Fetch<?> why) {
    if (over()) {
      done.accept(
          new PushOutcome.NotHad(
              why.then(found -> Fetch.trouble(Fetch.Kind.UPSTREAM_ERROR, "found and not had"))));
    }
  }

  private String path() {
    return request.repository().path();
  }

  private boolean over() {
    if (!markOver()) {
      return false;
    }
    ticks.cancel(false);
    line.ifPresent(UpstreamLine::abandon);
    waiting.forEach(HttpContent::release);
    waiting.clear();
    client().channel().config().setAutoRead(true);
    return true;
  }

  /** The upstream's side. */
  private final class Reading implements UpstreamLine.Reader {
    private final ByteBuf body = Unpooled.buffer(256);
    private Optional<HttpResponse> head = Optional.empty();

    @Override
    public void response(HttpResponse response) {
      movedAt = System.nanoTime();
      head = Optional.of(response);
    }

    @Override
    public void content(ByteBuf chunk) {
      movedAt = System.nanoTime();
      int room = ERROR_BYTES - body.readableBytes();
      body.writeBytes(chunk, Math.min(room, chunk.readableBytes()));
      chunk.release();
    }

    @Override
    public void readComplete() {}

    @Override
    public void writable() {
      movedAt = System.nanoTime();
      send();
    }

    @Override
    public void end() {
      head.ifPresent(response -> answered(response, body));
    }

    @Override
    public void broken(String why) {
      line = Optional.empty();
      notHad(
          Fetch.trouble(
              Fetch.Kind.UNREACHABLE, access().upstream().name() + " broke the push off: " + why));
    }
  }
}
