package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.revocation.LabResponder;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls through the running proxy of images whose signer's revocation is told by a responder. */
class RevocationThroughTheProxyTest {
  private static final String PATIENT = "20s";

  private final MemoryRegistry registry = MemoryRegistry.start();
  private final LabResponder responder = new LabResponder();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path temp;
  private Optional<Wiring> wiring = Optional.empty();

  RevocationThroughTheProxyTest(@TempDir Path temp) throws IOException {
    this.temp = temp;
    Path store = Files.createDirectories(temp.resolve("store/x509/ca/acme"));
    Files.writeString(store.resolve("root.pem"), LabNotary.ROOT.pem());
  }

  @AfterEach
  void close() {
    http.close();
    wiring.ifPresent(Wiring::close);
    registry.close();
    responder.close();
  }

  private void start(String mode, String budget) throws Exception {
    Path config = temp.resolve("portcullis.yaml");
    Files.writeString(
        config,
        """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        upstreams: {r.test: {url: "%s", default: true}}
        state: state
        trust:
          notation: {trustStore: store}
          revocation: {mode: %s, budget: %s, cache: cache, allow: ["127.0.0.1"]}
        signers:
          usual: {notation: {stores: ["ca:acme"], subjects: ["*"]}}
          hard: {revocation: hard, notation: {stores: ["ca:acme"], subjects: ["*"]}}
          soft: {revocation: soft, notation: {stores: ["ca:acme"], subjects: ["*"]}}
          off: {revocation: off, notation: {stores: ["ca:acme"], subjects: ["*"]}}
        rules:
          - {name: usual, images: ["r.test/usual/**"], require: [{signature: {by: usual}}]}
          - {name: hard, images: ["r.test/hard/**"], require: [{signature: {by: hard}}]}
          - {name: soft, images: ["r.test/soft/**"], require: [{signature: {by: soft}}]}
          - {name: off, images: ["r.test/off/**"], require: [{signature: {by: "off"}}]}
        """
            .replace("  off: {revocation: off", "  \"off\": {revocation: \"off\"")
            .formatted(registry.url(), mode, budget));
    wiring.ifPresent(Wiring::close);
    wiring =
        Optional.of(
            Wiring.start(
                ConfigReader.read(config),
                DecisionFormat.JSON,
                line -> {},
                InstantSource.system()));
  }

  /** A signer whose certificate names a responder under {@code name}. */
  private LabHolder signer(String name) {
    return LabNotary.leaf(LabKey.p256("through-" + name))
        .serialNumber(BigInteger.valueOf(name.hashCode() & 0x7fffffffL))
        .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(responder.url(name)))
        .issuedBy(LabNotary.MIDDLE);
  }

  private static LabOcsp good(LabHolder leaf) {
    return LabOcsp.good(leaf, LabNotary.MIDDLE, Instant.now());
  }

  /** Pushes an image that {@code leaf} has signed. */
  private void push(String repository, LabHolder leaf) {
    LabArtifact image = LabArtifact.image(repository);
    push(repository, "1.0", image);
    LabArtifact signature =
        LabNotary.referrer(
            image,
            LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, image.in("r.test/" + repository)));
    push(repository, signature.digest().toString(), signature);
  }

  private void push(String repository, String reference, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(repository, blob));
    registry.manifest(
        repository, reference, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  private HttpResponse<String> pull(String repository) throws Exception {
    int port = wiring.orElseThrow().address().getPort();
    URI uri = URI.create("http://127.0.0.1:" + port + "/v2/" + repository + "/manifests/1.0");
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void pulled(String repository, int status, String told) throws Exception {
    HttpResponse<String> response = pull(repository);
    assertThat(response.statusCode()).as(repository + ": " + response.body()).isEqualTo(status);
    assertThat(response.body()).as(repository).contains(told);
  }

  private static Map<String, UnaryOperator<LabOcsp>> lies() {
    Instant past = Instant.now().minus(Duration.ofDays(3));
    LabCertificate delegate =
        LabCertificate.of("CN=delegate", LabKey.p256("delegate")).usage(KeyUsage.digitalSignature);
    LabHolder expired =
        LabCertificate.of("CN=old", LabKey.p256("delegate"))
            .purpose(false, KeyPurposeId.id_kp_OCSPSigning)
            .valid(past, past.plusSeconds(60))
            .issuedBy(LabNotary.MIDDLE);
    Map<String, UnaryOperator<LabOcsp>> lies = new LinkedHashMap<>();
    lies.put("unknown", LabOcsp::unknown);
    lies.put("serial", answer -> answer.about(BigInteger.TEN));
    lies.put("issuer", answer -> answer.ofIssuer(LabNotary.ROOT));
    lies.put("purpose", answer -> answer.by(delegate.issuedBy(LabNotary.MIDDLE)));
    lies.put("expired", answer -> answer.by(expired));
    lies.put("stale", answer -> answer.times(past, Optional.of(past.plusSeconds(60))));
    lies.put("unsigned", answer -> answer.signedWith(LabKey.p256("impostor")));
    lies.put("huge", answer -> answer.editing(bytes -> Bytes.wrap(new byte[70_000])));
    return lies;
  }

  @Test
  void verdictIsThatOfTheMode() throws Exception {
    start("hard", PATIENT);
    List<String> names = new ArrayList<>(lies().keySet());
    lies()
        .forEach(
            (name, lie) -> {
              LabHolder leaf = signer(name);
              responder.serve(name, () -> lie.apply(good(leaf)).der());
              List.of("hard/", "soft/", "off/").forEach(each -> push(each + name, leaf));
            });
    LabHolder dead = signer("dead");
    responder.reply("dead", exchange -> exchange.close());
    List.of("hard/", "soft/", "off/").forEach(each -> push(each + "dead", dead));
    names.add("dead");
    for (String name : names) {
      pulled("hard/" + name, 503, "the revocation status is unknown");
      pulled("soft/" + name, 200, "");
      pulled("off/" + name, 200, "");
    }
    assertThat(pull("hard/stale").headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void goodPassesAndRevokedDoesNotButWhereNobodyAsks() throws Exception {
    start("hard", PATIENT);
    LabHolder good = signer("good");
    LabHolder revoked = signer("revoked");
    responder.serve("good", () -> good(good).der());
    responder.serve(
        "revoked", () -> good(revoked).revoked(Instant.now().minusSeconds(60), 1).der());
    for (String rule : List.of("usual/", "hard/", "soft/", "off/")) {
      push(rule + "good", good);
      push(rule + "revoked", revoked);
      pulled(rule + "good", 200, "");
    }
    pulled("hard/revoked", 403, "was revoked at");
    pulled("soft/revoked", 403, "was revoked at");
    pulled("usual/revoked", 403, "was revoked at");
    pulled("off/revoked", 200, "");
  }

  @Test
  void slowResponderCostsAtMostTheBudgetAndTheRetryPasses() throws Exception {
    start("hard", "800ms");
    LabHolder leaf = signer("slow");
    responder.serve("slow", () -> good(leaf).der());
    push("usual/slow", leaf);
    responder.slow(4_000);
    pulled("usual/slow", 503, "no answer within 800 ms");
    assertThat(responder.answered()).as("the pull did not wait for the responder").isZero();
    awaitStatus("usual/slow", 200);
  }

  @Test
  void revokedSignerTurnsACachedVerdictWithinOneRefresh() throws Exception {
    start("hard", PATIENT);
    LabHolder leaf = signer("turning");
    responder.serve(
        "turning",
        () -> good(leaf).times(Instant.now(), Optional.of(Instant.now().plusSeconds(10))).der());
    push("usual/turning", leaf);
    pulled("usual/turning", 200, "");
    responder.serve("turning", () -> good(leaf).revoked(Instant.now().minusSeconds(60), 1).der());
    awaitStatus("usual/turning", 403);
    pulled("usual/turning", 403, "was revoked at");
  }

  @Test
  void warmPullsAskNobodyAndARestartWithoutANetworkChangesNothing() throws Exception {
    start("hard", PATIENT);
    LabHolder leaf = signer("kept");
    responder.serve("kept", () -> good(leaf).der());
    push("usual/kept", leaf);
    pulled("usual/kept", 200, "");
    int hits = responder.hits("kept");
    responder.status("kept", 500);
    for (int i = 0; i < 50; i++) {
      pulled("usual/kept", 200, "");
    }
    long verified = wiring.orElseThrow().admission().verifications();
    assertThat(verified).isEqualTo(1);
    awaitFile(".cell");
    start("hard", PATIENT);
    pulled("usual/kept", 200, "");
    assertThat(wiring.orElseThrow().admission().verifications()).isZero();
    assertThat(responder.hits("kept")).isEqualTo(hits);
  }

  /** What was admitted before the restart is looked at in the light of what is known now. */
  @Test
  void keptVerdictIsNotBelievedWithoutItsCells() throws Exception {
    start("hard", PATIENT);
    LabHolder leaf = signer("lost");
    responder.serve("lost", () -> good(leaf).der());
    push("usual/lost", leaf);
    pulled("usual/lost", 200, "");
    wiring.ifPresent(Wiring::close);
    wiring = Optional.empty();
    try (var files = Files.list(temp.resolve("cache"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    responder.serve("lost", () -> good(leaf).revoked(Instant.now().minusSeconds(60), 1).der());
    start("hard", PATIENT);
    pulled("usual/lost", 403, "was revoked at");
  }

  @Test
  void modeOffForAllAsksNobody() throws Exception {
    start("\"off\"", PATIENT);
    LabHolder leaf = signer("unasked");
    push("usual/unasked", leaf);
    pulled("usual/unasked", 200, "");
    assertThat(responder.hits("unasked")).isZero();
  }

  private void awaitStatus(String repository, int status) throws Exception {
    Instant end = Instant.now().plusSeconds(30);
    while (pull(repository).statusCode() != status) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }

  private void awaitFile(String suffix) throws Exception {
    Instant end = Instant.now().plusSeconds(30);
    while (true) {
      try (var files = Files.list(temp.resolve("cache"))) {
        if (files.anyMatch(file -> file.toString().endsWith(suffix))) {
          return;
        }
      }
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(25);
    }
  }
}
