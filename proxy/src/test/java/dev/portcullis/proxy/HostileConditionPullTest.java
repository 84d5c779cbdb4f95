package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A condition that would take for ever, while others pull. */
class HostileConditionPullTest {
  private static final LabKey KEY = LabKey.p256("release");
  private static final int PACKAGES = 5_000;
  private static final LabArtifact WARM = LabArtifact.image("warm");
  private static final LabArtifact HOSTILE = LabArtifact.image("hostile");

  @TempDir private Path folder = Path.of("");

  @Test
  void warmPullsGoOnWhileAHostileConditionRuns() throws Exception {
    Files.writeString(folder.resolve("release.pub"), KEY.pem());
    try (MemoryRegistry registry = MemoryRegistry.start()) {
      push(registry, "prod/app", WARM);
      attach(registry, WARM, "sig", SigningLab.signatureTag(LabSignature.of(WARM.digest(), KEY)));
      push(registry, "prod/app", HOSTILE);
      attach(registry, HOSTILE, "att", SigningLab.attestationTag(LabEnvelope.of(bill(), KEY)));
      Files.writeString(
          folder.resolve("portcullis.yaml"),
          """
          listen: 127.0.0.1:0
          admin: 127.0.0.1:0
          upstreams:
            registry.test: {url: "%s", default: true}
          signers:
            release: {keys: [release.pub]}
          rules:
            - name: prod
              images: ["registry.test/prod/**"]
              require:
                - any:
                    - signature: {by: release}
                    - sbom:
                        formats: [spdx]
                        by: release
                        where: 'sbom.packages.all(p, p in sbom.packages)'
          """
              .formatted(registry.url()));
      try (ServedConfig served = ServedConfig.start(folder.resolve("portcullis.yaml"))) {
        assertThat(served.manifest("prod/app", WARM.digest().toString()).status()).isEqualTo(200);
        CompletableFuture<ServedConfig.Reply> hostile =
            CompletableFuture.supplyAsync(
                () -> served.manifest("prod/app", HOSTILE.digest().toString()));
        int answered = 0;
        while (!hostile.isDone()) {
          assertThat(served.manifest("prod/app", WARM.digest().toString()).status()).isEqualTo(200);
          answered++;
        }
        assertThat(answered).as("warm pulls answered meanwhile").isGreaterThan(1);
        assertThat(hostile.join().status()).isEqualTo(403);
        assertThat(hostile.join().text())
            .contains("rule prod", "sbom.packages.all(p, p in sbom.packages)")
            .contains("it takes more than 25000000 steps, the limit of one condition");
        awaitDelays(served.admin().resolve("/metrics"));
      }
    }
  }

  private static void awaitDelays(URI metrics) throws Exception {
    Pattern counted = Pattern.compile("portcullis_event_loop_delay_seconds_count [1-9]");
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String text = "";
      while (!counted.matcher(text).find() && System.nanoTime() < deadline) {
        text =
            http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
      }
      assertThat(text).containsPattern(counted);
    }
  }

  private static Bytes bill() {
    String packages =
        IntStream.range(0, PACKAGES)
            .mapToObj(i -> "{\"name\":\"package-%d\"}".formatted(i))
            .collect(Collectors.joining(","));
    return Bytes.utf8(
        """
        {"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"%s"}}],\
        "predicateType":"https://spdx.dev/Document",\
        "predicate":{"spdxVersion":"SPDX-2.3","packages":[%s]}}\
        """
            .formatted(HOSTILE.digest().hex(), packages));
  }

  private static void push(MemoryRegistry registry, String path, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(path, blob));
    registry.manifest(path, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  private static void attach(
      MemoryRegistry registry, LabArtifact image, String suffix, LabArtifact evidence) {
    evidence.blobs().values().forEach(blob -> registry.blob("prod/app", blob));
    registry.manifest(
        "prod/app",
        SigningLab.cosignTag(image.digest(), suffix),
        evidence.manifest().mediaType(),
        evidence.manifest().raw());
  }
}
