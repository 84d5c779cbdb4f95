package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabStatement;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What BuildKit puts into an index beside the images: manifests of unsigned statements about them,
 * which clients fetch with the index and which vouch for nothing.
 */
class BuildKitAttestationsTest {
  private static final String APP = "app/web";
  private final PolicyStage stage;
  private final LabArtifact image = LabArtifact.image("amd64");
  private final LabArtifact bill = statements("https://spdx.dev/Document", spdx());
  private final LabArtifact provenance = statements("https://slsa.dev/provenance/v1", "{}");
  private final LabArtifact index = index();

  BuildKitAttestationsTest(@TempDir Path folder) throws Exception {
    stage = new PolicyStage(folder);
    stage.push(APP, image, false);
    stage.push(APP, bill, false);
    stage.push(APP, provenance, false);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static String spdx() {
    return """
    {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"app",
     "packages":[{"name":"libc","SPDXID":"SPDXRef-1","versionInfo":"2.40"}]}\
    """;
  }

  /** A manifest as BuildKit's: an image's config, and a statement for each layer. */
  private LabArtifact statements(String type, String predicate) {
    Bytes config = Bytes.utf8("{\"architecture\":\"unknown\",\"os\":\"unknown\"}");
    Bytes statement =
        Bytes.utf8(
            """
            {"_type":"https://in-toto.io/Statement/v0.1","predicateType":"%s",
             "subject":[{"name":"pkg:docker/app","digest":{"sha256":"%s"}}],"predicate":%s}\
            """
                .formatted(type, image.digest().hex(), predicate));
    Map<String, Object> layer =
        new HashMap<>(LabArtifact.descriptor("application/vnd.in-toto+json", statement));
    layer.put("annotations", Map.of("in-toto.io/predicate-type", type));
    return LabArtifact.of(
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "config",
            LabArtifact.descriptor("application/vnd.oci.image.config.v1+json", config),
            "layers",
            List.of(layer)),
        MediaTypes.OCI_MANIFEST,
        config,
        statement);
  }

  private LabArtifact index() {
    return LabArtifact.of(
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_INDEX,
            "manifests",
            List.of(
                listed(image, "amd64", "linux", Map.of()),
                listed(bill, "unknown", "unknown", reference()),
                listed(provenance, "unknown", "unknown", reference()))),
        MediaTypes.OCI_INDEX);
  }

  private Map<String, String> reference() {
    return Map.of(
        "vnd.docker.reference.type",
        "attestation-manifest",
        "vnd.docker.reference.digest",
        image.digest().toString());
  }

  private static Map<String, Object> listed(
      LabArtifact manifest, String architecture, String os, Map<String, String> annotations) {
    Map<String, Object> descriptor =
        new HashMap<>(LabArtifact.descriptor(MediaTypes.OCI_MANIFEST, manifest.manifest().raw()));
    descriptor.put("platform", Map.of("architecture", architecture, "os", os));
    descriptor.put("annotations", annotations);
    return descriptor;
  }

  private void start(String require) throws Exception {
    stage.start("  - {name: app, images: [r.test/app/**], require: [%s]}%n".formatted(require));
  }

  private int pull(LabArtifact artifact) {
    return stage.pull(APP, artifact.digest()).statusCode();
  }

  private int blobs(LabArtifact artifact) {
    int worst = 0;
    for (Digest blob : artifact.blobs().keySet()) {
      worst = Math.max(worst, stage.get("/v2/" + APP + "/blobs/" + blob).statusCode());
    }
    return worst;
  }

  @Test
  void areServedWithTheSignedIndexThatListsThem() throws Exception {
    stage.push(APP, index, true);
    start("{signature: {by: release}}");

    assertThat(pull(index)).isEqualTo(200);
    for (LabArtifact each : List.of(image, bill, provenance)) {
      assertThat(pull(each)).isEqualTo(200);
      assertThat(blobs(each)).isEqualTo(200);
    }
  }

  @Test
  void areRefusedWithAnUnsignedIndexAndAlone() throws Exception {
    stage.push(APP, index, false);
    start("{signature: {by: release}}");

    for (LabArtifact each : List.of(index, image, bill, provenance)) {
      assertThat(pull(each)).isEqualTo(403);
    }
    for (LabArtifact each : List.of(image, bill, provenance)) {
      assertThat(blobs(each)).isEqualTo(403);
    }
  }

  @Test
  void unsignedBillInsideASignedIndexIsNoSbom() throws Exception {
    stage.push(APP, index, true);
    start("{signature: {by: release}}, {sbom: {formats: [spdx], by: release}}");

    HttpResponse<String> refused = stage.pull(APP, index.digest());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("lacks SBOM (spdx) by release");
    assertThat(pull(image)).isEqualTo(403);
    assertThat(blobs(bill)).isEqualTo(403);
  }

  @Test
  void unsignedBillIsNoSbomOfTheManifestEither() throws Exception {
    stage.push(APP, index, true);
    start(
        "{signature: {by: release, about: index}},"
            + " {sbom: {formats: [spdx], by: release, about: manifest}}");

    assertThat(pull(index)).isEqualTo(200);
    HttpResponse<String> refused = stage.pull(APP, image.digest());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("lacks SBOM (spdx) by release on the manifest");
    assertThat(blobs(image)).isEqualTo(403);
    assertThat(pull(bill)).as("it is one of the manifests").isEqualTo(403);
  }

  @Test
  void unsignedProvenanceInsideASignedIndexIsNoAttestation() throws Exception {
    stage.push(APP, index, true);
    start("{attestation: {type: slsa-provenance-v1, by: release}}");

    assertThat(pull(index)).isEqualTo(403);
    assertThat(pull(image)).isEqualTo(403);
    assertThat(pull(provenance)).isEqualTo(403);
  }

  @Test
  void signedStatementsBesideThemDoCount() throws Exception {
    stage.push(APP, index, true);
    stage.attest(
        APP,
        index.digest(),
        LabStatement.about(index.digest(), "https://spdx.dev/Document").withPredicate(spdx()));
    start("{signature: {by: release}}, {sbom: {formats: [spdx], by: release}}");

    for (LabArtifact each : List.of(index, image, bill, provenance)) {
      assertThat(pull(each)).isEqualTo(200);
    }
  }
}
