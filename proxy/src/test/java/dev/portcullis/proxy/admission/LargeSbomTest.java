package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabJson;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SBOMs of 50 MiB, several at once, in a heap of 256 MiB. */
class LargeSbomTest {
  private static final int SIZE = 50 * 1024 * 1024;
  private static final String PATH = Gate.APP.path();

  private final MemoryRegistry registry = MemoryRegistry.start();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void statementsAndReferrersOf50MibAreVerifiedInASmallHeap() throws Exception {
    Digest attested = image("a");
    attest(attested, LargeSbom.spdx(SIZE));
    Digest referred = image("b");
    refer(registry, referred, LargeSbom.cycloneDx(SIZE));
    assertThat(pull(attested, referred)).containsExactly("Serve", "Serve");
  }

  private Digest image(String label) {
    LabArtifact image = LabArtifact.image(label);
    return registry.manifest(PATH, image.manifest().mediaType(), image.manifest().raw());
  }

  private void attest(Digest image, Bytes sbom) {
    LabArtifact tag =
        SigningLab.attestationTag(
            LabEnvelope.of(
                LargeSbom.statement(List.of(image), "https://spdx.dev/Document", sbom), Gate.KEY));
    tag.blobs().values().forEach(blob -> registry.blob(PATH, blob));
    registry.manifest(
        PATH, SigningLab.cosignTag(image, "att"), tag.manifest().mediaType(), tag.manifest().raw());
  }

  /** Attaches a signed SBOM to an image; the digest of its artifact. */
  static Digest refer(MemoryRegistry registry, Digest image, Bytes sbom) {
    Bytes config = Bytes.utf8("{}");
    registry.blob(PATH, config);
    registry.blob(PATH, sbom);
    LabArtifact referrer =
        LabArtifact.of(
            LabJson.object(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.OCI_MANIFEST,
                "artifactType",
                "application/vnd.cyclonedx+json",
                "config",
                LabArtifact.descriptor(MediaTypes.OCI_EMPTY, config),
                "layers",
                List.of(LabArtifact.descriptor("application/vnd.cyclonedx+json", sbom)),
                "subject",
                LabJson.object(
                    "mediaType", MediaTypes.OCI_MANIFEST, "digest", image.toString(), "size", 1)),
            MediaTypes.OCI_MANIFEST);
    Digest artifact = registry.manifest(PATH, MediaTypes.OCI_MANIFEST, referrer.manifest().raw());
    LabArtifact signature = SigningLab.signatureTag(LabSignature.of(artifact, Gate.KEY));
    signature.blobs().values().forEach(blob -> registry.blob(PATH, blob));
    registry.manifest(
        PATH,
        SigningLab.cosignTag(artifact, "sig"),
        signature.manifest().mediaType(),
        signature.manifest().raw());
    return artifact;
  }

  private List<String> pull(Digest... digests) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LargeSbomPuller.class.getName());
    command.add(registry.url().toString());
    for (Digest digest : digests) {
      command.add(digest.toString());
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return lines;
  }
}
