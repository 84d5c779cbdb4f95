package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Real images with the provenance that the SLSA generator attached to them: keyless attestations as
 * cosign wrote them years ago, verified with the public root of today.
 */
class CosignLayoutTest {
  private static final String ISSUER = "https://token.actions.githubusercontent.com";

  @TestFactory
  Stream<DynamicTest> layouts() throws IOException {
    Path versions = SharedFiles.find("conformance/cosign-layouts");
    if (!Files.isDirectory(versions)) {
      return Stream.of(DynamicTest.dynamicTest("layouts", () -> Assumptions.abort("none at hand")));
    }
    try (Stream<Path> all = Files.list(versions)) {
      return all.sorted().toList().stream()
          .map(
              version ->
                  DynamicTest.dynamicTest(
                      version.getFileName().toString(),
                      () -> run(version.resolve("container_workflow_dispatch"))));
    }
  }

  private static void run(Path layout) throws Exception {
    Manifest image = null;
    Manifest.Image attestations = null;
    JsonObject index =
        JsonObject.parse(
            Bytes.wrap(Files.readAllBytes(layout.resolve("index.json"))), Limits.MANIFEST_BYTES);
    for (JsonObject entry : index.objects("manifests", 8)) {
      Digest digest = Digest.parse(entry.text("digest"));
      Manifest manifest = ManifestParser.parse(blob(layout, digest), entry.text("mediaType"));
      if (entry.object("annotations").text("kind").endsWith("/atts")) {
        attestations = (Manifest.Image) manifest;
      } else {
        image = manifest;
      }
    }
    assertThat(image).isNotNull();
    assertThat(attestations).isNotNull();
    Subject subject =
        new Subject(
            new RepositoryName("ghcr.io", "slsa-framework/example"),
            Optional.empty(),
            Digest.sha256(image.raw()),
            image);
    assertProvenance(subject, candidates(layout, attestations));
  }

  private static List<Candidate> candidates(Path layout, Manifest.Image attestations)
      throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (Descriptor layer : attestations.layers()) {
      candidates.add(
          new Candidate.Dsse(
              new Origin(Origin.Source.FILE, Optional.empty(), candidates.size()),
              blob(layout, layer.digest()),
              layer.annotations()));
    }
    return candidates;
  }

  private static void assertProvenance(Subject subject, List<Candidate> candidates)
      throws Exception {
    Bytes json =
        Bytes.wrap(
            Files.readAllBytes(SharedFiles.find("trust/sigstore-public-good/trusted_root.json")));
    SigstoreRoot root = TrustedRootParser.parse("public-good", json, Thresholds.PUBLIC);
    Findings findings =
        Verifier.verify(
            subject,
            new Evidence(candidates, List.of()),
            new TrustMaterial(List.of(), Map.of("public-good", root)),
            Instant.parse("2026-11-01T00:00:00Z"));

    assertThat(findings.findings()).isNotEmpty().flatMap(Finding::checks).isNotEmpty();
    assertThat(findings.findings()).allSatisfy(each -> assertThat(each.failure()).isEmpty());
    assertThat(findings.verified())
        .hasSameSizeAs(candidates)
        .allSatisfy(
            fact -> {
              assertThat(fact.witnesses()).hasSize(1);
              assertThat(fact)
                  .isInstanceOfSatisfying(
                      Verified.Attestation.class,
                      attestation ->
                          assertThat(attestation.predicateType())
                              .isEqualTo("https://slsa.dev/provenance/v0.2"));
              assertThat(fact.voucher())
                  .isInstanceOfSatisfying(
                      Voucher.Keyless.class,
                      keyless -> {
                        assertThat(keyless.identity().issuer()).isEqualTo(ISSUER);
                        assertThat(keyless.identity().subject().value())
                            .startsWith("https://github.com/slsa-framework/slsa-github-generator/");
                      });
            });
  }

  private static Bytes blob(Path layout, Digest digest) throws IOException {
    Bytes blob =
        Bytes.wrap(Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.hex())));
    assertThat(digest.matches(blob)).isTrue();
    return blob;
  }
}
