package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Reference;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks one upstream registry. Every method blocks and is meant for virtual threads; none throws for
 * anything that the upstream or the network does.
 */
public final class RegistryClient {
  private final UpstreamConfig upstream;
  private final ManifestFetch manifests;
  private final BlobFetch blobs;
  private final ReferrersFetch referrers;

  /**
   * A client.
   *
   * @param transport the connections, shared among clients
   * @param calls is told of each HTTP exchange, on the thread that made it
   * @param ticker the clock of caches
   */
  public RegistryClient(
      UpstreamConfig upstream, Transport transport, Consumer<UpstreamCall> calls, Ticker ticker) {
    this.upstream = upstream;
    RegistryUrls urls = new RegistryUrls(upstream.url());
    AddressGuard guard = new AddressGuard(upstream);
    Wire wire = new Wire(transport, upstream, guard, calls);
    Exchange exchange = new Exchange(upstream, urls, wire);
    this.manifests = new ManifestFetch(upstream, urls, exchange);
    this.blobs = new BlobFetch(upstream, urls, exchange);
    this.referrers = new ReferrersFetch(upstream, urls, exchange, ticker);
  }

  /** A client that reports to nobody. */
  public RegistryClient(UpstreamConfig upstream, Transport transport) {
    this(upstream, transport, call -> {}, Ticker.systemTicker());
  }

  /** The upstream that is asked. */
  public UpstreamConfig upstream() {
    return upstream;
  }

  /**
   * A manifest of at most {@link Limits#MANIFEST_BYTES}. By digest its bytes have that digest; by
   * tag they have the digest that the upstream claims, if it claims one.
   */
  public Fetch<FetchedManifest> manifest(Caller caller, String path, Reference.Target target) {
    return manifests.get(caller, path, target);
  }

  /** What a tag points to, by HEAD. */
  public Fetch<Resolved> resolve(Caller caller, String path, Reference.Tag tag) {
    return manifests.resolve(caller, path, tag);
  }

  /** A whole blob, checked against its digest; {@link Fetch.Kind#LIMIT} if it is larger. */
  public Fetch<Bytes> blob(Caller caller, String path, Digest digest, long limit) {
    return blobs.get(caller, path, digest, limit);
  }

  /**
   * Everything that the referrers API lists for a manifest, whatever its type. {@link Fetch.Absent}
   * where there is no such API.
   */
  public Fetch<Referrers> referrers(Caller caller, String path, Digest digest) {
    return referrers.all(caller, path, digest);
  }

  /**
   * One page of the referrers API as it is.
   *
   * @param query the query of the page; empty for the first
   */
  public Fetch<ReferrersPage> referrersPage(
      Caller caller, String path, Digest digest, Optional<String> query) {
    return referrers.page(
        caller, path, digest, query.filter(Pages::isQuery), Limits.MANIFEST_BYTES);
  }
}
