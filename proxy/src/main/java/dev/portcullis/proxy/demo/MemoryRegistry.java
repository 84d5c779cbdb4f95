package dev.portcullis.proxy.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * An OCI registry (distribution-spec 1.1) in memory, on loopback: real tools can push to it and
 * pull from it, and it misbehaves when told to. Its handlers run on virtual threads; its own
 * methods may be called on any thread.
 */
public final class MemoryRegistry implements AutoCloseable {
  static {
    // The JDK's server reads this once; without it each answer waits 40 ms for an ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Map<String, RepositoryContent> repositories = new ConcurrentHashMap<>();
  private final UploadEndpoint uploads = new UploadEndpoint();
  private final AccessControl accessControl = new AccessControl();
  private final RequestLog log = new RequestLog();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final String scheme;
  private final Sender sender = new Sender();

  private volatile RegistryAccess access = new RegistryAccess.Open();
  private volatile boolean referrersApi = true;
  private volatile int referrersPageSize = Integer.MAX_VALUE;
  private volatile Function<SeenRequest, Optional<Misbehaviour>> misbehaviour =
      request -> Optional.empty();

  private MemoryRegistry(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts on a free port of 127.0.0.1, without TLS. */
  public static MemoryRegistry start() {
    return start(0);
  }

  /** Starts on {@code port} of 127.0.0.1, without TLS; 0 means any free one. */
  public static MemoryRegistry start(int port) {
    try {
      return new MemoryRegistry(HttpServer.create(loopback(port), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
    }
  }

  /** Starts on a free port of 127.0.0.1 with TLS. */
  public static MemoryRegistry startTls(SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(loopback(0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new MemoryRegistry(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  /** {@code 127.0.0.1:PORT}, as image names have it. */
  public String name() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Where its API is, without a final slash. */
  public URI url() {
    return URI.create(scheme + "://" + name());
  }

  /** Stores a blob. */
  public Digest blob(String path, Bytes content) {
    Digest digest = Digest.sha256(content);
    repository(path).blobs.put(digest, content);
    return digest;
  }

  /** Stores a manifest without a tag. */
  public Digest manifest(String path, String mediaType, Bytes content) {
    Digest digest = Digest.sha256(content);
    repository(path).manifests.put(digest, new RepositoryContent.Stored(content, mediaType));
    return digest;
  }

  /** Stores a manifest and points a tag at it. */
  public Digest manifest(String path, String tag, String mediaType, Bytes content) {
    Digest digest = manifest(path, mediaType, content);
    tag(path, tag, digest);
    return digest;
  }

  /** Points a tag at a digest. */
  public void tag(String path, String tag, Digest digest) {
    repository(path).tags.put(tag, digest);
  }

  /** Removes a tag. */
  public void untag(String path, String tag) {
    repository(path).tags.remove(tag);
  }

  /** The digest that a tag points at. */
  public Optional<Digest> tagged(String path, String tag) {
    return Optional.ofNullable(repository(path).tags.get(tag));
  }

  /** Whether the referrers API exists; otherwise it answers 404. At first it does. */
  public void referrersApi(boolean exists) {
    referrersApi = exists;
  }

  /** The number of referrers in one page of the API. At first there is no limit. */
  public void referrersPageSize(int size) {
    referrersPageSize = size;
  }

  /** Whom to let in. At first everybody. */
  public void access(RegistryAccess allowed) {
    access = allowed;
  }

  /** Makes every token that was issued so far worthless. */
  public void revokeTokens() {
    accessControl.revokeAll();
  }

  /** Asks {@code chooser} at each request, before access is checked, whether to misbehave. */
  public void misbehave(Function<SeenRequest, Optional<Misbehaviour>> chooser) {
    misbehaviour = chooser;
  }

  /** Behaves again. */
  public void behave() {
    misbehaviour = request -> Optional.empty();
  }

  /** The requests so far. */
  public RequestLog log() {
    return log;
  }

  /** Stops at once and frees the port. */
  @Override
  public void close() {
    sender.release();
    server.stop(0);
    threads.shutdownNow();
  }

  private RepositoryContent repository(String path) {
    return repositories.computeIfAbsent(path, key -> new RepositoryContent());
  }

  private void handle(HttpExchange exchange) throws IOException {
    SeenRequest request = RequestParser.parse(exchange);
    log.add(request);
    sender.send(exchange, request, misbehaviour.apply(request), () -> answer(request));
  }

  private Reply answer(SeenRequest request) {
    if (request.operation() == Operation.TOKEN) {
      return accessControl.token(access, request);
    }
    Optional<Reply> challenge = accessControl.challenge(access, request, url().toString());
    return challenge.orElseGet(() -> dispatch(request));
  }

  private Reply dispatch(SeenRequest request) {
    RepositoryContent found = repositories.get(request.repository());
    boolean writes =
        request.operation() == Operation.MANIFEST_PUT || request.operation() == Operation.UPLOAD;
    if (found == null && !request.repository().isEmpty() && !writes) {
      return Reply.error(404, "NAME_UNKNOWN", "repository name not known to registry");
    }
    RepositoryContent content = found == null ? new RepositoryContent() : found;
    return switch (request.operation()) {
      case PING -> Reply.json(200, Map.of());
      case MANIFEST_GET, MANIFEST_HEAD -> ManifestEndpoint.get(content, request);
      case MANIFEST_PUT ->
          ManifestEndpoint.put(repository(request.repository()), request, referrersApi);
      case BLOB_GET, BLOB_HEAD -> BlobEndpoint.get(content, request);
      case UPLOAD ->
          uploads.handle(repository(request.repository()), mountSource(request), request);
      case TAGS -> TagsEndpoint.get(content, request);
      case REFERRERS ->
          referrersApi
              ? ReferrersEndpoint.get(content, request, referrersPageSize)
              : Reply.of(404).withBody(Bytes.utf8("404 page not found\n"));
      case DELETE ->
          request.uri().contains("/manifests/")
              ? ManifestEndpoint.delete(content, request)
              : BlobEndpoint.delete(content, request);
      case TOKEN, UNKNOWN -> Reply.error(404, "UNSUPPORTED", "no such operation");
    };
  }

  private Optional<RepositoryContent> mountSource(SeenRequest request) {
    return request.parameter("from").map(repositories::get);
  }
}
