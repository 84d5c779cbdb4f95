package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.revocation.LabResponder;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
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
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls through the running proxy of images that are signed by an own authority's certificates. */
class OwnAuthorityTest {
  private final MemoryRegistry registry = MemoryRegistry.start();
  private final LabResponder responder = new LabResponder();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private Optional<Wiring> wiring = Optional.empty();

  @BeforeEach
  void start(@TempDir Path temp) throws Exception {
    Files.writeString(temp.resolve("ca.pem"), LabOwner.pem(LabOwner.ROOT));
    Path config = temp.resolve("portcullis.yaml");
    Files.writeString(
        config,
        """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        upstreams: {r.test: {url: "%s", default: true}}
        trust:
          sigstore:
            own: {certificates: ca.pem}
          revocation: {mode: hard, budget: 20s, allow: ["127.0.0.1"]}
        signers:
          hard: {keyless: {root: own, subject: release@acme.io}}
          soft: {revocation: soft, keyless: {root: own, subject: {matches: "release@.*"}}}
          none: {revocation: "off", keyless: {root: own, subject: {matches: ".*@acme.io"}}}
        rules:
          - {name: hard, images: ["r.test/hard/**"], require: [{signature: {by: hard}}]}
          - {name: soft, images: ["r.test/soft/**"], require: [{signature: {by: soft}}]}
          - {name: none, images: ["r.test/none/**"], require: [{signature: {by: none}}]}
        """
            .formatted(registry.url()));
    wiring =
        Optional.of(
            Wiring.start(ConfigReader.read(config), DecisionFormat.JSON, line -> {}, now::get));
  }

  @AfterEach
  void close() {
    http.close();
    wiring.ifPresent(Wiring::close);
    registry.close();
    responder.close();
  }

  private void push(String repository, LabHolder leaf, LabHolder... chain) {
    LabArtifact image = LabArtifact.image(repository);
    push(repository, "1.0", image);
    Digest digest = image.digest();
    push(
        repository,
        SigningLab.cosignTag(digest, "sig"),
        SigningLab.signatureTag(LabOwner.layer(digest, leaf, chain)));
  }

  private void push(String repository, String reference, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(repository, blob));
    registry.manifest(
        repository, reference, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  private void pulled(String repository, int status, String told) throws Exception {
    int port = wiring.orElseThrow().address().getPort();
    URI uri = URI.create("http://127.0.0.1:" + port + "/v2/" + repository + "/manifests/1.0");
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(repository + ": " + response.body()).isEqualTo(status);
    assertThat(response.body()).as(repository).contains(told);
  }

  private LabCertificate revocable(String name) {
    return LabOwner.leaf(LabKey.p256("own-" + name))
        .serialNumber(BigInteger.valueOf(name.hashCode() & 0x7fffffffL))
        .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(responder.url(name)));
  }

  @Test
  void ownCertificateIsAdmittedAndOthersAreRefusedForTheirReasons() throws Exception {
    LabHolder leaf = LabOwner.leaf().issuedBy(LabOwner.MIDDLE);
    push("hard/good", leaf, LabOwner.MIDDLE, LabOwner.ROOT);
    pulled("hard/good", 200, "");
    push("hard/gap", leaf);
    pulled("hard/gap", 403, "by a certificate that nobody trusted has issued");
    push("hard/stranger", LabOwner.leaf().issuedBy(LabNotary.MIDDLE), LabNotary.MIDDLE);
    pulled("hard/stranger", 403, "by a certificate that nobody trusted has issued");
    LabCertificate other =
        LabOwner.leaf()
            .with(
                Extension.subjectAlternativeName,
                false,
                LabOwner.names(GeneralName.rfc822Name, "ops@acme.io"));
    push("hard/other", other.issuedBy(LabOwner.ROOT));
    pulled("hard/other", 403, "for hard expected subject 'release@acme.io'");
    LabCertificate old =
        LabOwner.leaf().valid(now.get().minusSeconds(90), now.get().minusSeconds(60));
    push("hard/old", old.issuedBy(LabOwner.ROOT));
    pulled("hard/old", 403, "outside the validity of the certificate");
  }

  @Test
  void cachedVerdictDoesNotOutliveTheCertificate() throws Exception {
    Instant end = now.get().plusSeconds(100);
    LabHolder leaf =
        LabOwner.leaf().valid(now.get().minusSeconds(100), end).issuedBy(LabOwner.ROOT);
    push("hard/ending", leaf);
    pulled("hard/ending", 200, "");
    now.set(now.get().plusSeconds(50));
    pulled("hard/ending", 200, "");
    assertThat(wiring.orElseThrow().admission().verifications()).isEqualTo(1);
    now.set(end.plusSeconds(2));
    pulled("hard/ending", 403, "outside the validity of the certificate");
  }

  @Test
  void revocationIsAskedForAndDecidesByTheMode() throws Exception {
    LabHolder good = revocable("good").issuedBy(LabOwner.ROOT);
    LabHolder revoked = revocable("revoked").issuedBy(LabOwner.ROOT);
    LabHolder dead = revocable("dead").issuedBy(LabOwner.ROOT);
    responder.serve("good", () -> LabOcsp.good(good, LabOwner.ROOT, Instant.now()).der());
    responder.serve(
        "revoked",
        () ->
            LabOcsp.good(revoked, LabOwner.ROOT, Instant.now())
                .revoked(Instant.now().minusSeconds(60), 1)
                .der());
    responder.status("dead", 500);
    for (String rule : new String[] {"hard", "soft", "none"}) {
      push(rule + "/good", good);
      push(rule + "/revoked", revoked);
      push(rule + "/dead", dead);
    }
    pulled("none/dead", 200, "");
    pulled("none/revoked", 200, "");
    assertThat(responder.hits("dead") + responder.hits("revoked")).isZero();
    pulled("hard/good", 200, "");
    pulled("soft/good", 200, "");
    pulled("hard/revoked", 403, "was revoked at");
    pulled("soft/revoked", 403, "was revoked at");
    pulled("hard/dead", 503, "the revocation status is unknown");
    pulled("soft/dead", 200, "");
  }

  @Test
  void strangersRespondersAreNotAsked() throws Exception {
    responder.status("stray", 500);
    push("hard/stray", revocable("stray").issuedBy(LabNotary.MIDDLE), LabNotary.MIDDLE);
    pulled("hard/stray", 403, "by a certificate that nobody trusted has issued");
    assertThat(responder.hits("stray")).isZero();
  }
}
