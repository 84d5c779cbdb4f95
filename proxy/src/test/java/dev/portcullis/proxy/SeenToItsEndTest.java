package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.revocation.LabResponder;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabOwner;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.lab.SigningLab;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An earlier admission that rests on a certificate of which revocation is asked. */
class SeenToItsEndTest {
  private final MemoryRegistry registry = MemoryRegistry.start();
  private final LabResponder responder = new LabResponder();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final LabArtifact image = LabArtifact.image("app");
  private final Path folder;
  private Optional<Wiring> wiring = Optional.empty();

  SeenToItsEndTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    http.close();
    wiring.ifPresent(Wiring::close);
    registry.close();
    responder.close();
  }

  private Config config(String more) throws Exception {
    Files.writeString(folder.resolve("ca.pem"), LabOwner.pem(LabOwner.ROOT));
    Path config = folder.resolve("portcullis.yaml");
    Files.writeString(
        config,
        """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        state: state
        upstreams: {r.test: {url: "%s", default: true}}
        trust:
          sigstore:
            own: {certificates: ca.pem}
          revocation: {mode: hard, budget: 20s, allow: ["127.0.0.1"]}
        signers:
          release: {keyless: {root: own, subject: release@acme.io}}
        rules:
          - name: app
            images: ["r.test/app"]
            onUnavailable: {admitIfSeen: 24h}
            require: [{signature: {by: release}}]
        %s\
        """
            .formatted(registry.url(), more));
    return ConfigReader.read(config);
  }

  private void push(String reference, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob("app", blob));
    registry.manifest("app", reference, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  private HttpResponse<String> pull() {
    Digest digest = image.digest();
    int port = wiring.orElseThrow().address().getPort();
    URI uri = URI.create("http://127.0.0.1:" + port + "/v2/app/manifests/" + digest);
    try {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private boolean isSeen() {
    return pull().headers().firstValue("Portcullis-Decision").orElse("").contains("basis=seen");
  }

  @Test
  void earlierAdmissionIsNotEnoughOnceItsCertificateHasEnded() throws Exception {
    Instant end = now.get().plusSeconds(600);
    LabHolder leaf =
        LabOwner.leaf(LabKey.p256("ending"))
            .serialNumber(BigInteger.TWO)
            .valid(now.get().minusSeconds(100), end)
            .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(responder.url("ending")))
            .issuedBy(LabOwner.ROOT);
    responder.serve("ending", () -> LabOcsp.good(leaf, LabOwner.ROOT, Instant.now()).der());
    push("1.0", image);
    push(
        SigningLab.cosignTag(image.digest(), "sig"),
        SigningLab.signatureTag(LabOwner.layer(image.digest(), leaf)));
    wiring = Optional.of(Wiring.start(config(""), DecisionFormat.JSON, line -> {}, now::get));
    assertThat(pull().statusCode()).isEqualTo(200);
    assertThat(responder.hits("ending")).isPositive();
    registry.misbehave(
        seen ->
            seen.operation() == Operation.REFERRERS || seen.uri().contains("/manifests/sha256-")
                ? Optional.of(Misbehaviour.answer(Reply.of(500)))
                : Optional.empty());
    wiring
        .get()
        .reload(config("  - {name: new, images: [\"r.test/new\"], insecureAdmitAnything: true}\n"));
    assertThat(PolicyStage.soon(this::isSeen)).isTrue();
    now.set(end.plusSeconds(2));
    assertThat(pull().statusCode()).isEqualTo(503);
  }
}
