package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.demo.MemoryRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A registry in memory and a client for it with short time-outs. */
final class TestUpstream implements AutoCloseable {
  static final String PATH = "acme/app";

  /** For tests that wait for a time-out. */
  static final Timeouts SHORT = timeouts(Duration.ofMillis(300));

  private static final Timeouts PATIENT = timeouts(Duration.ofSeconds(10));

  final MemoryRegistry registry = MemoryRegistry.start();
  final Transport transport;
  final Queue<UpstreamCall> calls = new ConcurrentLinkedQueue<>();
  final TestTicker ticker = new TestTicker();
  final Caller caller = Caller.proxy();
  RegistryClient client;

  TestUpstream() {
    this(PATIENT);
  }

  TestUpstream(Timeouts timeouts) {
    transport = new Transport(timeouts);
    client = client(config());
  }

  private static Timeouts timeouts(Duration each) {
    return new Timeouts(each, each, each.multipliedBy(3), each, each.multipliedBy(3));
  }

  UpstreamConfig config() {
    return UpstreamConfig.of(registry.name(), registry.url());
  }

  static UpstreamConfig withCredentials(UpstreamConfig config, UpstreamCredentials credentials) {
    return new UpstreamConfig(
        config.name(),
        config.url(),
        config.isDefault(),
        credentials,
        config.tagTtl(),
        config.signatures(),
        config.writes(),
        config.realms(),
        config.redirects(),
        config.ca());
  }

  static UpstreamConfig withHosts(
      UpstreamConfig config, List<String> realms, List<String> redirects) {
    return new UpstreamConfig(
        config.name(),
        config.url(),
        config.isDefault(),
        config.credentials(),
        config.tagTtl(),
        config.signatures(),
        config.writes(),
        realms,
        redirects,
        config.ca());
  }

  static UpstreamConfig at(String name, URI url) {
    return UpstreamConfig.of(name, url);
  }

  RegistryClient client(UpstreamConfig config) {
    return new RegistryClient(config, transport, calls::add, ticker);
  }

  /** Stores a small image manifest under a tag. */
  Digest image(String tag) {
    return registry.manifest(PATH, tag, MediaTypes.OCI_MANIFEST, imageBytes(tag));
  }

  static Bytes imageBytes(String tag) {
    String empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    return Bytes.utf8(
        "{\"schemaVersion\":2,\"mediaType\":\""
            + MediaTypes.OCI_MANIFEST
            + "\",\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\""
            + empty
            + "\",\"size\":2},\"layers\":[],\"annotations\":{\"tag\":\""
            + tag
            + "\"}}");
  }

  Fetch<FetchedManifest> manifest(String tag) {
    return client.manifest(caller, PATH, new Reference.Tag(tag));
  }

  Fetch<FetchedManifest> manifest(Digest digest) {
    return client.manifest(caller, PATH, new Reference.ByDigest(digest));
  }

  static <T> T found(Fetch<T> fetch) {
    assertThat(fetch).isInstanceOf(Fetch.Found.class);
    return ((Fetch.Found<T>) fetch).value();
  }

  static <T> void assertTrouble(Fetch<T> fetch, Fetch.Kind kind, String... words) {
    assertThat(fetch).isInstanceOf(Fetch.Trouble.class);
    Fetch.Trouble<T> trouble = (Fetch.Trouble<T>) fetch;
    assertThat(trouble.kind()).as(trouble.message()).isEqualTo(kind);
    for (String word : words) {
      assertThat(trouble.message()).contains(word);
    }
  }

  static <T> Optional<Duration> retryAfter(Fetch<T> fetch) {
    return ((Fetch.Trouble<T>) fetch).retryAfter();
  }

  @Override
  public void close() {
    registry.close();
    transport.close();
  }
}
