package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Reference;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Asks one upstream registry. Every method blocks and is meant for virtual threads; none throws for
 * anything that the upstream or the network does.
 */
public final class RegistryClient {
  private final UpstreamConfig upstream;
  private final Consumer<UpstreamCall> calls;
  private final RegistryUrls urls;
  private final AddressGuard guard;
  private final Authorizer authorizer;
  private final Exchange exchange;
  private final AccessMemory access;
  private final ManifestFetch manifests;
  private final TagsFetch tags;
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
    this.calls = calls;
    this.urls = new RegistryUrls(upstream.url());
    this.guard = new AddressGuard(upstream);
    Wire wire = new Wire(transport, upstream, guard, calls);
    CredentialHelpers helpers = new CredentialHelpers(ticker, transport.helperFolders());
    this.authorizer = new Authorizer(upstream, guard, wire, helpers, ticker);
    this.exchange = new Exchange(upstream, urls, wire, authorizer);
    this.access = new AccessMemory(upstream, authorizer, ticker);
    this.manifests = new ManifestFetch(upstream, urls, exchange);
    this.blobs = new BlobFetch(upstream, urls, exchange);
    this.tags = new TagsFetch(upstream, urls, exchange);
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

  /** Judges the addresses of hosts that this upstream redirects to; for clients of other kinds. */
  public AddressGuard addresses() {
    return guard;
  }

  /**
   * A manifest of at most {@link Limits#MANIFEST_BYTES}. By digest its bytes have that digest; by
   * tag they have the digest that the upstream claims, if it claims one.
   */
  public Fetch<FetchedManifest> manifest(Caller caller, String path, Reference.Target target) {
    return granting(caller, path, manifests.get(caller, path, target));
  }

  /** What a tag points to, by HEAD. */
  public Fetch<Resolved> resolve(Caller caller, String path, Reference.Tag tag) {
    return granting(caller, path, manifests.resolve(caller, path, tag));
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

  /**
   * The first page of a repository's tags.
   *
   * @param n how many to give, by the client's wish
   * @param last the tag after which to begin
   */
  public Fetch<TagPage> tags(Caller caller, String path, OptionalInt n, Optional<String> last) {
    return tags.get(caller, path, TagsFetch.query(n, last));
  }

  /**
   * A further page of a repository's tags.
   *
   * @param query what {@link TagPage#next} named
   */
  public Fetch<TagPage> moreTags(Caller caller, String path, String query) {
    return tags.get(caller, path, Optional.of(query).filter(Pages::isQuery));
  }

  /**
   * Whether a caller may pull content that the proxy already holds. Asks the upstream with the
   * caller's own credentials, by HEAD, unless that was seen lately. Where the proxy's credentials
   * are used, or none, always {@link Access#GRANTED}.
   *
   * @param digest the manifest that the caller wants
   */
  public Fetch<Access> access(Caller caller, String path, Digest digest) {
    if (access.isGranted(caller, path)) {
      return new Fetch.Found<>(Access.GRANTED);
    }
    Fetch<Resolved> seen = manifests.resolve(caller, path, new Reference.ByDigest(digest));
    return granting(caller, path, seen).then(exists -> new Fetch.Found<>(Access.GRANTED));
  }

  /** Whether {@link #access} would answer {@link Access#GRANTED} without asking. Does not block. */
  public boolean isAccessKnown(Caller caller, String path) {
    return access.isGranted(caller, path);
  }

  /**
   * The {@code Authorization} header to send for a caller, from memory or by a token handshake;
   * empty if none is wanted. Never to be sent anywhere but to this upstream.
   */
  public Fetch<Optional<String>> authorization(Caller caller, String path) {
    return authorization(caller, path, Purpose.PULL);
  }

  /**
   * As {@link #authorization(Caller, String)} with the proxy's own credentials, if that is known
   * from memory. Does not block.
   */
  public Optional<Shown> knownAuthorization(String path) {
    return authorizer.known(path);
  }

  /**
   * Counts a HEAD for a tag that somebody else has made for this client.
   *
   * @param status the HTTP status; 0 if there was no answer
   * @param nanos how long it took, in nanoseconds
   */
  public void resolved(int status, long nanos) {
    Optional<Fetch.Kind> trouble =
        status == 0 ? Optional.of(Fetch.Kind.UNREACHABLE) : Optional.empty();
    calls.accept(
        new UpstreamCall(UpstreamCall.Operation.RESOLVE, upstream.name(), status, trouble, nanos));
  }

  /** As {@link #authorization(Caller, String)}, for more than pulling. */
  public Fetch<Optional<String>> authorization(Caller caller, String path, Purpose purpose) {
    return authorizer.isLearned()
        ? authorizer.header(caller, path, purpose)
        : exchange.ping(caller, path).then(learned -> authorizer.header(caller, path, purpose));
  }

  /**
   * The header that answers a 401.
   *
   * @param purpose what the refused request was for
   * @param used what it showed
   * @param challenges every {@code WWW-Authenticate} of the answer
   */
  public Fetch<Optional<String>> answer(
      Caller caller, String path, Purpose purpose, Optional<String> used, List<String> challenges) {
    return authorizer.answer(caller, path, purpose, used, challenges);
  }

  /** The challenge that the registry answers to whoever shows nothing; empty if it has none. */
  public Fetch<Optional<String>> challenge() {
    return exchange.challenge();
  }

  /**
   * Asks for nothing, to have a connection open and to know what the registry wants to be shown.
   *
   * @return whether the registry answers
   */
  public boolean greet() {
    return exchange.learn();
  }

  /** Drops the token that {@link #authorization} gave, after a 401. */
  public void forget(Caller caller, String path) {
    authorizer.forget(caller, path);
  }

  private <T> Fetch<T> granting(Caller caller, String path, Fetch<T> outcome) {
    if (outcome instanceof Fetch.Found) {
      access.grant(caller, path);
    }
    return outcome;
  }
}
