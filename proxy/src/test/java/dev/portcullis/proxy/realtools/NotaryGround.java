package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.evidence.EvidenceConfig;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.evidence.Wanted;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.Transport;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.notation.NotationOptions;
import dev.portcullis.verify.notation.NotationTrust;
import dev.portcullis.verify.notation.TrustStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the real notation and Portcullis look at the same things: a registry with the images of
 * {@link NotarySamples}, trust stores in notation's own layout, and what the certificates point to.
 */
final class NotaryGround implements AutoCloseable {
  private static final Map<String, LabHolder> STORES = stores();

  final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  final RevocationSite site = RevocationSite.start();
  final NotarySamples samples = new NotarySamples(site, now);
  final MemoryRegistry registry = MemoryRegistry.start();
  private final Set<String> pushed = new HashSet<>();
  private final Path settings;

  NotaryGround(Path settings) {
    this.settings = settings;
    STORES.forEach(
        (name, holder) ->
            write(
                trustStore().resolve("x509").resolve(name.replace(':', '/')).resolve("ca.pem"),
                Bytes.utf8(holder.pem())));
  }

  private static Map<String, LabHolder> stores() {
    Map<String, LabHolder> stores = new LinkedHashMap<>();
    stores.put("ca:acme", LabNotary.ROOT);
    stores.put("ca:middle", LabNotary.MIDDLE);
    stores.put("ca:other", NotarySamples.OTHER_ROOT);
    stores.put("ca:alone", NotarySamples.ALONE);
    stores.put("signingAuthority:acme", LabNotary.ROOT);
    stores.put("tsa:time", LabNotary.TSA_ROOT);
    stores.put("tsa:clock", TimestampSamples.OTHER_ROOT);
    return stores;
  }

  /** The folder with the trust stores. */
  Path trustStore() {
    return settings.resolve("notation/truststore");
  }

  /** The same stores in memory. */
  NotationTrust trust() {
    return new NotationTrust(
        STORES.entrySet().stream()
            .<TrustStore>map(each -> LabNotary.store(each.getKey(), each.getValue()))
            .toList(),
        NotationOptions.STRICT);
  }

  /** {@code HOST:PORT/PATH} of the sample of a name. */
  String repository(String name) {
    return registry.name() + "/" + path(name);
  }

  private static String path(String name) {
    return "samples/" + name;
  }

  /** The image of a name as what a decision is about; pushed with its signatures if it is not. */
  Subject subject(String name) {
    return pushed.add(name) ? push(name, path(name)) : image(name, path(name));
  }

  /** Pushes the image of a name with its signatures to any path. */
  Subject push(String name, String path) {
    Subject subject = image(name, path);
    LabArtifact image = NotarySamples.image(name);
    push(path, image);
    for (LabNotation signature : samples.signatures(name, subject)) {
      push(path, LabNotary.referrer(image, signature));
    }
    return subject;
  }

  private Subject image(String name, String path) {
    return NotarySamples.image(name).in(registry.name() + "/" + path);
  }

  private void push(String path, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(path, blob));
    registry.manifest(path, MediaTypes.OCI_MANIFEST, artifact.manifest().raw());
  }

  /** What the proxy finds about a subject. */
  Evidence find(Subject subject) {
    UpstreamConfig upstream = UpstreamConfig.of(registry.name(), registry.url());
    try (Transport transport = new Transport(Timeouts.DEFAULT);
        EvidenceFinder finder =
            new EvidenceFinder(EvidenceConfig.DEFAULT, name -> Optional.empty())) {
      return finder.find(
          RepositoryName.parse(subject.repository().toString()),
          subject.digest(),
          Wanted.USUAL,
          Caller.proxy(),
          new RegistryClient(upstream, transport),
          finder.lease());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The verdict of the real notation under a trust policy document. */
  CommandRun notation(Subject subject, Bytes document, String... options) {
    write(settings.resolve("notation/trustpolicy.json"), document);
    return RealTool.NOTATION
        .with("verify", "--insecure-registry")
        .and(options)
        .and(subject.repository() + "@" + subject.digest())
        .env("XDG_CONFIG_HOME", settings.toString())
        .env("XDG_CACHE_HOME", settings.resolve("cache").toString())
        .run();
  }

  private static void write(Path file, Bytes content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    registry.close();
    site.close();
  }
}
