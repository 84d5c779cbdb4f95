package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The referrers API (distribution-spec, "Listing Referrers"). That a repository's registry does not
 * have it is remembered for an hour; by repository, since registries front others and since a
 * repository that does not exist must not speak for those that do.
 */
final class ReferrersFetch {
  private static final Duration MEMORY = Duration.ofHours(1);
  private static final int REPOSITORIES = 10_000;

  private final UpstreamConfig upstream;
  private final RegistryUrls urls;
  private final Exchange exchange;
  private final Cache<String, Boolean> unsupported;

  ReferrersFetch(UpstreamConfig upstream, RegistryUrls urls, Exchange exchange, Ticker ticker) {
    this.upstream = upstream;
    this.urls = urls;
    this.exchange = exchange;
    this.unsupported =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfterWrite(MEMORY)
            .maximumSize(REPOSITORIES)
            .build();
  }

  Fetch<Referrers> all(Caller caller, String path, Digest digest) {
    return rest(caller, path, digest, Optional.empty(), new Gathered());
  }

  /** The pages so far. */
  private static final class Gathered {
    private final List<Descriptor> entries = new ArrayList<>();
    private boolean complete = true;
    private int pages;
    private int bytes;

    void add(ReferrersPage page) throws MalformedException {
      Referrers read = ReferrersIndex.parse(page.index());
      entries.addAll(read.entries());
      complete &= read.complete();
      pages++;
      bytes += page.index().length();
    }

    Fetch<Referrers> result(boolean untilTheEnd) {
      return new Fetch.Found<>(new Referrers(entries, complete && untilTheEnd));
    }
  }

  private Fetch<Referrers> rest(
      Caller caller, String path, Digest digest, Optional<String> query, Gathered gathered) {
    if (gathered.pages == Limits.REFERRERS_PAGES) {
      return gathered.result(false);
    }
    Fetch<ReferrersPage> page =
        page(caller, path, digest, query, Limits.REFERRERS_BYTES - gathered.bytes);
    boolean tooLong =
        page instanceof Fetch.Trouble<ReferrersPage> trouble && trouble.kind() == Fetch.Kind.LIMIT;
    if (tooLong && gathered.pages > 0) {
      return gathered.result(false);
    }
    return page.then(
        found -> {
          try {
            gathered.add(found);
          } catch (MalformedException e) {
            return Fetch.trouble(
                Fetch.Kind.UNTRUSTWORTHY,
                upstream.name() + " lists referrers in broken form: " + e.getMessage());
          }
          return found.next().isEmpty()
              ? gathered.result(true)
              : rest(caller, path, digest, found.next(), gathered);
        });
  }

  Fetch<ReferrersPage> page(
      Caller caller, String path, Digest digest, Optional<String> query, long limit) {
    if (unsupported.getIfPresent(path) != null) {
      return new Fetch.Absent<>(upstream.name() + " has no referrers API");
    }
    Ask ask =
        new Ask(
            UpstreamCall.Operation.REFERRERS,
            "GET",
            urls.referrers(path, digest, query),
            path,
            MediaTypes.OCI_INDEX,
            limit,
            false);
    return exchange.send(caller, ask).then(received -> read(path, received));
  }

  private Fetch<ReferrersPage> read(String path, Received received) {
    return switch (received.status()) {
      case 200 -> {
        if (received.mediaType().equals(MediaTypes.OCI_INDEX)) {
          yield Pages.next(upstream, received)
              .then(
                  next ->
                      new Fetch.Found<>(
                          new ReferrersPage(
                              received.body(), next, received.header("OCI-Filters-Applied"))));
        }
        yield lacks(path);
      }
      case 301, 302, 303, 307, 308, 400, 405, 406 -> lacks(path);
      case 404 -> {
        String code = OciErrors.read(received.body()).code();
        yield code.equals("NAME_UNKNOWN") || code.equals("MANIFEST_UNKNOWN")
            ? new Fetch.Absent<>(code)
            : lacks(path);
      }
      default -> Answers.ok(upstream, received).then(never -> lacks(path));
    };
  }

  private Fetch<ReferrersPage> lacks(String path) {
    unsupported.put(path, true);
    return new Fetch.Absent<>(upstream.name() + " has no referrers API");
  }
}
