package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads request lines. Three shapes name a repository: {@code /v2/<repo>/…?ns=<registry>} as
 * containerd has it, {@code /v2/<registry>/<repo>/…}, and {@code /<registry>/v2/<repo>/…}; without
 * any of them the default upstream is meant. In a path the colon before a port may be written as an
 * underscore, since no client's grammar for image names allows a colon there: {@code
 * acme.io_5443/app} is {@code app} of {@code acme.io:5443}. Registries are looked up among the
 * configured names and never dialled. Paths are read raw, before any decoding, against the grammar
 * of distribution-spec, "Pulling manifests"; whatever falls outside is refused. Thread-safe; the
 * same line is always read the same.
 */
public final class Router {
  private static final String NO_REGISTRY =
      "the request names no registry, by ?ns= or as the first segment, and no upstream is the"
          + " default";

  private final Set<String> upstreams;
  private final Map<String, String> segments;
  private final Optional<String> defaultUpstream;
  private final SeenRequests seen = new SeenRequests();

  /**
   * A router for a set of upstreams.
   *
   * @param upstreams the configured names
   * @param defaultUpstream the one of them that requests without a registry mean
   */
  public Router(Set<String> upstreams, Optional<String> defaultUpstream) {
    this.upstreams = Set.copyOf(upstreams);
    Map<String, String> written = new HashMap<>();
    upstreams.forEach(name -> written.put(segmentOf(name), name));
    upstreams.forEach(name -> written.put(name, name));
    this.segments = Map.copyOf(written);
    this.defaultUpstream = defaultUpstream;
    if (!defaultUpstream.map(this.upstreams::contains).orElse(true)) {
      throw new IllegalArgumentException("the default upstream is not configured");
    }
  }

  /** The upstream's name as one segment of a path that every client's grammar allows. */
  public static String segmentOf(String upstream) {
    return upstream.replace(':', '_');
  }

  /**
   * What a request asks for.
   *
   * @param method the verb
   * @param uri the request target as received
   */
  public RegistryRequest route(HttpMethod method, String uri) {
    if (!isRead(method)) {
      return read(method, uri);
    }
    return seen.find(uri).orElseGet(() -> seen.keep(uri, read(method, uri)));
  }

  private static boolean isRead(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private RegistryRequest read(HttpMethod method, String uri) {
    int mark = uri.indexOf('?');
    try {
      RequestPath path = RequestPath.parse(mark < 0 ? uri : uri.substring(0, mark));
      Query query = Query.parse(mark < 0 ? "" : uri.substring(mark + 1));
      return route(method, path, query);
    } catch (MalformedException e) {
      return new RegistryRequest.Rejected(
          OciError.invalid(ErrorCode.NAME_INVALID, String.valueOf(e.getMessage())));
    } catch (RejectedException e) {
      return new RegistryRequest.Rejected(e.error());
    }
  }

  private RegistryRequest route(HttpMethod method, RequestPath path, Query query)
      throws MalformedException, RejectedException {
    boolean reads = isRead(method);
    if (!reads && !path.endpoint().isWrittenBy(method)) {
      throw new RejectedException(
          OciError.unsupported(Quoting.shorten(method.name()) + " is not offered here"));
    }
    Optional<String> registry = registry(path, query);
    if (path.endpoint() == RequestPath.Endpoint.ROOT) {
      return new RegistryRequest.Ping(registry.or(() -> defaultUpstream));
    }
    Route route = name(path, registry, query.ns().isPresent());
    return switch (path.endpoint()) {
      case MANIFESTS -> {
        Reference.Target target = target(path.last());
        yield reads
            ? new RegistryRequest.Manifest(route, target)
            : write(route, path, query, Optional.of(target));
      }
      case BLOBS -> {
        Digest digest = digest(path.last());
        yield reads
            ? new RegistryRequest.Blob(route, digest)
            : write(route, path, query, Optional.empty());
      }
      case REFERRERS ->
          new RegistryRequest.Referrers(
              route, digest(path.last()), query.values("artifactType"), query.withoutNs());
      case TAGS -> new RegistryRequest.Tags(route, query.withoutNs());
      case UPLOADS -> write(route, path, query, Optional.empty());
      case ROOT -> new RegistryRequest.Ping(registry);
    };
  }

  /** The registry that {@code ns} or the prefix names, if either does; configured in any case. */
  private Optional<String> registry(RequestPath path, Query query)
      throws MalformedException, RejectedException {
    Optional<String> registry = query.ns();
    if (!path.prefix().isEmpty()) {
      String prefix = segments.getOrDefault(path.prefix(), path.prefix());
      requireAgreement(registry, prefix);
      registry = Optional.of(prefix);
    }
    if (registry.isPresent() && !upstreams.contains(registry.get())) {
      throw noUpstream(registry.get());
    }
    return registry;
  }

  private Route name(RequestPath path, Optional<String> named, boolean byNamespace)
      throws RejectedException {
    String name = path.name();
    Optional<String> registry = named;
    int slash = name.indexOf('/');
    if (slash > 0) {
      String first = name.substring(0, slash);
      Optional<String> upstream = Optional.ofNullable(segments.get(first));
      if (upstream.isPresent()) {
        requireAgreement(registry, upstream.get());
        registry = upstream;
        name = name.substring(slash + 1);
      } else if (registry.isEmpty() && looksLikeRegistry(first)) {
        throw noUpstream(first);
      }
    }
    if (registry.isEmpty()) {
      registry = defaultUpstream;
    }
    String known = registry.orElse("");
    if (known.length() + 1 + name.length() > Limits.NAME_LENGTH
        || !NameGrammar.isRepositoryPath(name)) {
      throw notName(name);
    }
    if (known.isEmpty()) {
      throw new RejectedException(OciError.unknown(ErrorCode.NAME_UNKNOWN, NO_REGISTRY));
    }
    RepositoryName repository = Reference.withLibrary(new RepositoryName(known, name));
    return new Route(repository, path.clientPath(), byNamespace);
  }

  /** As docker tells a registry from the first segment of a name. */
  private static boolean looksLikeRegistry(String segment) {
    return segment.indexOf('.') >= 0 || segment.indexOf(':') >= 0 || segment.equals("localhost");
  }

  private static RegistryRequest write(
      Route route, RequestPath path, Query query, Optional<Reference.Target> manifest) {
    return new RegistryRequest.Write(
        route, path.endpoint().tail(path.last()), query.withoutNs(), manifest);
  }

  private static Digest digest(String text) throws RejectedException {
    try {
      return Digest.parse(text);
    } catch (MalformedException e) {
      throw new RejectedException(
          OciError.invalid(ErrorCode.DIGEST_INVALID, String.valueOf(e.getMessage())));
    }
  }

  private static Reference.Target target(String text) throws RejectedException {
    try {
      return Reference.parseTarget(text);
    } catch (MalformedException e) {
      ErrorCode code =
          text.indexOf(':') >= 0 ? ErrorCode.DIGEST_INVALID : ErrorCode.MANIFEST_INVALID;
      throw new RejectedException(OciError.invalid(code, String.valueOf(e.getMessage())));
    }
  }

  private static void requireAgreement(Optional<String> named, String prefix)
      throws RejectedException {
    if (named.isPresent() && !named.get().equals(prefix)) {
      throw new RejectedException(
          OciError.invalid(
              ErrorCode.NAME_INVALID,
              "the request names two registries, '"
                  + Quoting.shorten(named.get())
                  + "' and '"
                  + Quoting.shorten(prefix)
                  + "'"));
    }
  }

  private static RejectedException noUpstream(String name) {
    return new RejectedException(
        OciError.unknown(
            ErrorCode.NAME_UNKNOWN,
            "no upstream named '" + Quoting.shorten(name) + "' is configured"));
  }

  private static RejectedException notName(String name) {
    return new RejectedException(
        OciError.invalid(
            ErrorCode.NAME_INVALID,
            "'"
                + Quoting.shorten(name)
                + "' is not a repository name: lower-case segments, with the registry at most "
                + Limits.NAME_LENGTH
                + " characters"));
  }
}
