package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is done with an upstream for a client, on the client's event loop; once. */
abstract class Errand {
  private static final Logger LOG = LoggerFactory.getLogger(Errand.class);

  private final BlobRelay relay;
  private final UpstreamAccess access;
  private final ChannelHandlerContext client;
  private boolean over;

  Errand(BlobRelay relay, UpstreamAccess access, ChannelHandlerContext client) {
    this.relay = relay;
    this.access = access;
    this.client = client;
  }

  final BlobRelay relay() {
    return relay;
  }

  final UpstreamAccess access() {
    return access;
  }

  final ChannelHandlerContext client() {
    return client;
  }

  /** Whether it has ended, in whatever way. */
  final boolean isOver() {
    return over;
  }

  /** Notes that it has ended; false if it had before. */
  final boolean markOver() {
    boolean first = !over;
    over = true;
    return first;
  }

  /** Ends it without an answer from the upstream. */
  abstract void notHad(Fetch<?> why);

  /** Asks {@code question}, which may block, elsewhere; goes on here, unless it is over by then. */
  final <T> void off(Callable<T> question, Consumer<T> next) {
    relay
        .threads()
        .execute(
            () -> {
              try {
                T answer = question.call();
                client.executor().execute(() -> back(answer, next));
              } catch (Exception bug) {
                LOG.error("a question to {} failed", access.upstream().name(), bug);
                client.executor().execute(this::failed);
              }
            });
  }

  private <T> void back(T answer, Consumer<T> next) {
    if (!over) {
      next.accept(answer);
    }
  }

  private void failed() {
    notHad(Fetch.trouble(Fetch.Kind.UPSTREAM_ERROR, "the relay failed; its log says more"));
  }
}
