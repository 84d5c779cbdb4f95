package dev.portcullis.proxy.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.FetchedManifest;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Resolved;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Turns tags into digests: from memory within the upstream's {@code tagTtl}, else by one HEAD that
 * all waiting callers share; where the upstream's HEAD names no digest, by one GET. A tag that is
 * asked for in the second half of its time is answered from memory and looked up once in the
 * background, so that tags in use are not waited for. Thread-safe; does not block the caller.
 */
final class TagResolver {
  private record TagKey(RepositoryName repository, Reference.Tag tag) {}

  private record Resolution(Digest digest, Instant at) {}

  private final Cache<TagKey, Resolution> resolutions =
      Caffeine.newBuilder().maximumSize(100_000).build();
  private final SingleFlight<TagKey, Fetch<Digest>> flights;
  private final Executor executor;
  private final InstantSource clock;
  private volatile TagLookup lookup = TagLookup.NONE;

  TagResolver(Executor executor, InstantSource clock) {
    this.flights = new SingleFlight<>(executor);
    this.executor = executor;
    this.clock = clock;
  }

  /**
   * The digest if it is known and fresher than the upstream's {@code tagTtl}. Where callers show
   * their own credentials, each has to ask.
   */
  Optional<Digest> fresh(
      RepositoryName repository, Reference.Tag tag, Caller caller, RegistryClient upstream) {
    Duration ttl = upstream.upstream().tagTtl();
    if (ttl.isZero() || passesThrough(upstream)) {
      return Optional.empty();
    }
    Resolution known = resolutions.getIfPresent(new TagKey(repository, tag));
    if (known == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (!known.at().plus(ttl).isAfter(now)) {
      return Optional.empty();
    }
    if (!known.at().plus(ttl.dividedBy(2)).isAfter(now)) {
      var _ = resolve(repository, tag, caller, upstream);
    }
    return Optional.of(known.digest());
  }

  /** Asks the upstream, once for all who wait; where they show their own credentials, alone. */
  CompletableFuture<Fetch<Digest>> resolve(
      RepositoryName repository, Reference.Tag tag, Caller caller, RegistryClient upstream) {
    if (passesThrough(upstream)) {
      return asked(repository, tag, caller, upstream);
    }
    TagKey key = new TagKey(repository, tag);
    return flights.joinStarted(
        key,
        () -> {
          Instant asked = clock.instant();
          return begin(repository, tag, caller, upstream)
              .whenComplete((answer, failure) -> note(key, answer, asked));
        });
  }

  /** On the caller's own thread where that is possible, else on one that may wait. */
  private CompletableFuture<Fetch<Digest>> begin(
      RepositoryName repository, Reference.Tag tag, Caller caller, RegistryClient upstream) {
    return lookup
        .ask(upstream, repository.path(), tag)
        .map(
            head ->
                head.thenCompose(
                    digest ->
                        digest
                            .<CompletableFuture<Fetch<Digest>>>map(
                                found ->
                                    CompletableFuture.completedFuture(new Fetch.Found<>(found)))
                            .orElseGet(() -> asked(repository, tag, caller, upstream))))
        .orElseGet(() -> asked(repository, tag, caller, upstream));
  }

  private CompletableFuture<Fetch<Digest>> asked(
      RepositoryName repository, Reference.Tag tag, Caller caller, RegistryClient upstream) {
    return CompletableFuture.supplyAsync(() -> ask(repository, tag, caller, upstream), executor);
  }

  private void note(TagKey key, @Nullable Fetch<Digest> answer, Instant asked) {
    switch (answer) {
      case Fetch.Found<Digest>(Digest digest) ->
          resolutions.put(key, new Resolution(digest, asked));
      case Fetch.Absent<Digest> _, Fetch.Denied<Digest> _ -> resolutions.invalidate(key);
      case Fetch.Trouble<Digest> _ -> {
        // What was known stays so until its time is over.
      }
      case null -> {
        // A bug, which whoever waits is told.
      }
    }
  }

  /** Asks by {@code next} first, from now on. */
  void lookUpBy(TagLookup next) {
    lookup = next;
  }

  /** Forgets what a tag pointed to. */
  void forget(RepositoryName repository, Reference.Tag tag) {
    resolutions.invalidate(new TagKey(repository, tag));
  }

  private static boolean passesThrough(RegistryClient upstream) {
    return upstream.upstream().credentials() instanceof UpstreamCredentials.PassThrough;
  }

  private static Fetch<Digest> ask(
      RepositoryName repository, Reference.Tag tag, Caller caller, RegistryClient upstream) {
    return switch (upstream.resolve(caller, repository.path(), tag)) {
      case Fetch.Found<Resolved>(Resolved resolved) when resolved.digest().isPresent() ->
          new Fetch.Found<>(resolved.digest().get());
      case Fetch.Found<Resolved> found -> byBody(repository, tag, caller, upstream);
      case Fetch.Absent<Resolved>(String message) -> new Fetch.Absent<>(message);
      case Fetch.Denied<Resolved>(String message, Optional<String> challenge) ->
          new Fetch.Denied<>(message, challenge);
      case Fetch.Trouble<Resolved>(
              Fetch.Kind kind,
              String message,
              Optional<Duration> retryAfter) ->
          new Fetch.Trouble<>(kind, message, retryAfter);
    };
  }

  private static Fetch<Digest> byBody(
      RepositoryName repository, Reference.Tag tag, Caller caller, RegistryClient upstream) {
    return switch (upstream.manifest(caller, repository.path(), tag)) {
      case Fetch.Found<FetchedManifest>(FetchedManifest manifest) ->
          new Fetch.Found<>(manifest.digest());
      case Fetch.Absent<FetchedManifest>(String message) -> new Fetch.Absent<>(message);
      case Fetch.Denied<FetchedManifest>(String message, Optional<String> challenge) ->
          new Fetch.Denied<>(message, challenge);
      case Fetch.Trouble<FetchedManifest>(
              Fetch.Kind kind,
              String message,
              Optional<Duration> retryAfter) ->
          new Fetch.Trouble<>(kind, message, retryAfter);
    };
  }
}
