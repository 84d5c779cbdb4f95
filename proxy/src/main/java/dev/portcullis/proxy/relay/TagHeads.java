package dev.portcullis.proxy.relay;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Shown;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks upstreams what tags point to, by HEAD on the event loop of the client that wants to know and
 * over the relay's connections, so that a warm pull by tag changes no thread. Only the plain case
 * is dealt with here: credentials that are known already, and a 200 that names a digest. Whatever
 * else happens is left to {@link RegistryClient#resolve}, which knows challenges, redirects and
 * refusals. Thread-safe.
 */
public final class TagHeads {
  /** Well within the time after which clients give a mirror up, with another try to follow. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final BlobRelay relay;
  private final EventExecutorGroup loops;
  private final Duration patience;
  private final LongAdder answered = new LongAdder();

  /**
   * Asks over the connections of {@code relay}.
   *
   * @param loops the event loops of clients
   */
  public TagHeads(BlobRelay relay, EventExecutorGroup loops) {
    this(relay, loops, PATIENCE);
  }

  TagHeads(BlobRelay relay, EventExecutorGroup loops, Duration patience) {
    this.relay = relay;
    this.loops = loops;
    this.patience = patience;
  }

  /**
   * The digest that {@code tag} points to. Does not block.
   *
   * @param path a repository of {@code client}, whose own credentials are used
   * @return empty if this is not one of the event loops, or what to show the upstream is not known;
   *     completes on the event loop, with nothing where the answer was not a plain one
   */
  public Optional<CompletableFuture<Optional<Digest>>> ask(
      RegistryClient client, String path, Reference.Tag tag) {
    Optional<EventLoop> loop = current();
    Optional<Shown> shown = client.knownAuthorization(path);
    if (loop.isEmpty() || shown.isEmpty()) {
      return Optional.empty();
    }
    TagHead head = new TagHead(relay, loop.get(), client, path, tag, shown.get(), patience);
    return Optional.of(
        head.start()
            .whenComplete(
                (digest, failure) -> {
                  if (failure == null && digest.isPresent()) {
                    answered.increment();
                  }
                }));
  }

  /** The number of times that a digest was had. */
  public long answered() {
    return answered.sum();
  }

  private Optional<EventLoop> current() {
    for (EventExecutor each : loops) {
      if (each.inEventLoop()) {
        return Optional.of((EventLoop) each);
      }
    }
    return Optional.empty();
  }
}
