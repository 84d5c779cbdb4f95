package dev.portcullis.proxy;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The running proxy in front of an in-memory registry {@code r.test}, with the signer {@code
 * release}, the admin API, a state folder, a clock that can be put forward, and rules that a test
 * writes.
 */
final class PolicyStage implements AutoCloseable {
  static final String TOKEN = "0123456789abcdef";
  static final LabKey KEY = LabKey.p256("stage-release");

  final MemoryRegistry registry = MemoryRegistry.start();
  final List<String> record = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile Duration ahead = Duration.ZERO;
  private String absentFor = "0s";
  private Optional<Wiring> wiring = Optional.empty();

  PolicyStage(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("token"), TOKEN + "\n");
    Files.writeString(folder.resolve("release.pub"), KEY.pem());
  }

  /** Starts, or starts anew, with these rules. */
  void start(String rules) throws Exception {
    write(rules);
    wiring.ifPresent(Wiring::close);
    wiring =
        Optional.of(
            Wiring.start(
                ConfigReader.read(config()),
                DecisionFormat.JSON,
                record::add,
                () -> Instant.now().plus(ahead)));
  }

  /** Has refusals remembered for a while; usually they are not. */
  PolicyStage rememberingRefusals() {
    absentFor = "5s";
    return this;
  }

  /** Puts other rules in force. */
  void reload(String rules) throws Exception {
    write(rules);
    wiring().reload(ConfigReader.read(config()));
  }

  private void write(String rules) throws IOException {
    Files.writeString(
        config(),
        """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        adminTokenFile: token
        state: state
        upstreams: {r.test: {url: "%s", default: true}}
        signers: {release: {keys: [release.pub]}}
        evidence: {absentFor: %s}
        rules:
        %s\
        """
            .formatted(registry.url(), absentFor, rules));
  }

  Path config() {
    return folder.resolve("portcullis.yaml");
  }

  Wiring wiring() {
    return wiring.orElseThrow();
  }

  /** Puts the proxy's clock forward. */
  void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  /** Pushes an artifact, and its signature if it is to have one. */
  void push(String repository, LabArtifact artifact, boolean signed) {
    artifact.blobs().values().forEach(blob -> registry.blob(repository, blob));
    put(repository, "t" + artifact.digest().hex().substring(0, 12), artifact);
    if (signed) {
      LabArtifact signature = SigningLab.signatureTag(LabSignature.of(artifact.digest(), KEY));
      signature.blobs().values().forEach(blob -> registry.blob(repository, blob));
      put(repository, SigningLab.cosignTag(artifact.digest(), "sig"), signature);
    }
  }

  /** Attaches a statement as cosign 2 does. */
  void attest(String repository, Digest digest, LabStatement statement) {
    LabArtifact attestation = SigningLab.attestationTag(LabEnvelope.of(statement, KEY));
    attestation.blobs().values().forEach(blob -> registry.blob(repository, blob));
    put(repository, SigningLab.cosignTag(digest, "att"), attestation);
  }

  private void put(String repository, String tag, LabArtifact artifact) {
    registry.manifest(repository, tag, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  /** Makes the registry answer no question about evidence any more. */
  void silenceEvidence() {
    registry.misbehave(
        seen ->
            seen.operation() == Operation.REFERRERS || seen.uri().contains("/manifests/sha256-")
                ? Optional.of(Misbehaviour.answer(Reply.of(500)))
                : Optional.empty());
  }

  HttpResponse<String> pull(String repository, Digest digest) {
    return get("/v2/" + repository + "/manifests/" + digest);
  }

  HttpResponse<String> get(String path) {
    return send(wiring().address().getPort(), "GET", path, "");
  }

  HttpResponse<String> admin(String method, String path, String body) {
    return send(wiring().adminAddress().getPort(), method, path, body);
  }

  private HttpResponse<String> send(int port, String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Whether something becomes true within a minute. */
  static boolean soon(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return true;
  }

  @Override
  public void close() {
    http.close();
    wiring.ifPresent(Wiring::close);
    registry.close();
  }
}
