package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A proxy in front of a registry in memory, both over HTTP; everything under {@code shop} and
 * {@code store} must be signed with one key each.
 */
public final class AttackedProxy implements AutoCloseable {
  public static final LabKey KEY = LabKey.p256("release");
  public static final LabKey STORE_KEY = LabKey.p256("store");

  private final MemoryRegistry registry = MemoryRegistry.start();
  private final Wiring wiring;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Starts with a configuration in {@code folder}. */
  public AttackedProxy(Path folder) throws Exception {
    Files.writeString(folder.resolve("release.pub"), KEY.pem());
    Files.writeString(folder.resolve("store.pub"), STORE_KEY.pem());
    Path config =
        Files.writeString(
            folder.resolve("portcullis.yaml"),
            """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            upstreams:
              registry.demo: {url: "%s", default: true}
            signers:
              release: {keys: [release.pub]}
              store: {keys: [store.pub]}
            rules:
              - name: shop
                images: ["registry.demo/shop/**"]
                require: [{signature: {by: release}}]
              - name: store
                images: ["registry.demo/store/**"]
                require: [{signature: {by: store}}]
            unmatched: refuse
            """
                .formatted(registry.url()));
    wiring =
        Wiring.start(
            ConfigReader.read(config), DecisionFormat.JSON, line -> {}, InstantSource.system());
  }

  /** What the attacker has. */
  public MemoryRegistry registry() {
    return registry;
  }

  /** Pushes an image under a tag. */
  public void push(String repository, String tag, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(repository, blob));
    registry.manifest(repository, tag, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  /** Signs as cosign 2 does. */
  public void sign(String repository, Digest digest, LabKey key) {
    push(
        repository,
        SigningLab.cosignTag(digest, "sig"),
        SigningLab.signatureTag(LabSignature.of(digest, key)));
  }

  /** Pulls a manifest by tag or digest. */
  public HttpResponse<byte[]> pull(String repository, Object reference) throws Exception {
    return get("/v2/" + repository + "/manifests/" + reference);
  }

  /** Pulls a blob. */
  public HttpResponse<byte[]> blob(String repository, Digest digest) throws Exception {
    return get("/v2/" + repository + "/blobs/" + digest);
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + wiring.address().getPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The body as text. */
  public static String text(HttpResponse<byte[]> response) {
    return Bytes.wrap(response.body()).toUtf8();
  }

  @Override
  public void close() {
    http.close();
    wiring.close();
    registry.close();
  }
}
