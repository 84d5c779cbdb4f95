package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabStatement;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One rule that wants provenance on the index and an SBOM on each manifest, and what somebody may
 * try who can push to the registry but cannot sign.
 */
class EvidenceAcrossDigestsTest {
  private static final String RULE =
      """
        - name: app
          images: [r.test/app/**]
          require:
            - attestation: {type: slsa-provenance-v1, by: release, about: index}
            - sbom: {formats: [spdx], by: release, about: manifest}
      """;
  private static final String APP = "app/web";

  private final PolicyStage stage;
  private final LabArtifact child = LabArtifact.image("amd64");
  private final LabArtifact other = LabArtifact.image("arm64");
  private final LabArtifact index = LabArtifact.index(child, other);

  EvidenceAcrossDigestsTest(@TempDir Path folder) throws Exception {
    stage = new PolicyStage(folder);
    stage.start(RULE);
    push(APP, child, other, index);
    provenance(APP, index.digest());
    bill(APP, child.digest());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void push(String repository, LabArtifact... artifacts) {
    for (LabArtifact artifact : artifacts) {
      stage.push(repository, artifact, false);
    }
  }

  private void provenance(String repository, Digest digest) {
    stage.attest(repository, digest, LabStatement.about(digest, "https://slsa.dev/provenance/v1"));
  }

  private void bill(String repository, Digest digest) {
    stage.attest(
        repository,
        digest,
        LabStatement.about(digest, "https://spdx.dev/Document")
            .withPredicate(
                """
                {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"app",
                 "packages":[{"name":"libc","SPDXID":"SPDXRef-1","versionInfo":"2.40"}]}\
                """));
  }

  private int pull(LabArtifact artifact) {
    return stage.pull(APP, artifact.digest()).statusCode();
  }

  @Test
  void childOfThePulledIndexIsServedAndASiblingWithoutItsSbomIsNot() {
    assertThat(pull(index)).isEqualTo(200);
    assertThat(pull(child)).isEqualTo(200);
    HttpResponse<String> sibling = stage.pull(APP, other.digest());
    assertThat(sibling.statusCode()).isEqualTo(403);
    assertThat(sibling.body())
        .contains("lacks SBOM (spdx) by release on the manifest")
        .contains("on index " + index.digest().shortened());
    assertThat(blob(child)).isEqualTo(200);
    assertThat(blob(other)).isEqualTo(403);
  }

  private int blob(LabArtifact image) {
    Digest layer = image.manifest().references().skip(1).findFirst().orElseThrow().digest();
    return stage.get("/v2/" + APP + "/blobs/" + layer).statusCode();
  }

  @Test
  void childThatIsPulledBeforeItsIndexIsRefusedWithWhatToDoAndServedAfterwards() {
    HttpResponse<String> early = stage.pull(APP, child.digest());
    assertThat(early.statusCode()).isEqualTo(403);
    assertThat(early.body()).contains("no index that lists it was admitted through this mirror");
    assertThat(pull(index)).isEqualTo(200);
    assertThat(pull(child)).isEqualTo(200);
  }

  @Test
  void whatWasLearntOutlivesARestart() throws Exception {
    assertThat(pull(index)).isEqualTo(200);
    stage.start(RULE);
    assertThat(PolicyStage.soon(() -> pull(child) == 200)).isTrue();
  }

  @Test
  void unsignedIndexAroundASignedChildIsRefusedAndLendsNothing() {
    LabArtifact forged = LabArtifact.index(child);
    push(APP, forged);
    assertThat(pull(forged)).isEqualTo(403);
    assertThat(pull(child)).isEqualTo(403);
  }

  @Test
  void childOfAnUnsignedIndexIsNotServedBecauseAnotherIndexIsSigned() {
    LabArtifact evil = LabArtifact.image("evil");
    LabArtifact forged = LabArtifact.index(child, evil);
    push(APP, evil, forged);
    assertThat(pull(index)).isEqualTo(200);
    assertThat(pull(forged)).isEqualTo(403);
    assertThat(pull(evil)).isEqualTo(403);
    bill(APP, evil.digest());
    assertThat(pull(evil)).isEqualTo(403);
  }

  @Test
  void copiedProvenanceOfAnotherIndexDoesNotCount() {
    LabArtifact forged = LabArtifact.index(other, child);
    push(APP, forged);
    stage.attest(
        APP, forged.digest(), LabStatement.about(index.digest(), "https://slsa.dev/provenance/v1"));
    assertThat(pull(forged)).isEqualTo(403);
  }

  @Test
  void signedIndexInAnotherRepositoryLendsNothing() {
    push("app/elsewhere", child, other, index);
    provenance("app/elsewhere", index.digest());
    assertThat(stage.pull("app/elsewhere", index.digest()).statusCode()).isEqualTo(200);
    assertThat(pull(child)).isEqualTo(403);
  }

  @Test
  void signedIndexMayListAnybodysImageButThatStillNeedsItsOwnEvidence() {
    LabArtifact stranger = LabArtifact.image("stranger");
    LabArtifact listing = LabArtifact.index(stranger);
    push(APP, stranger, listing);
    provenance(APP, listing.digest());
    assertThat(pull(listing)).isEqualTo(200);
    assertThat(pull(stranger)).isEqualTo(403);
  }

  @Test
  void revokedIndexTakesItsChildrenAlongAtOnce() {
    assertThat(pull(index)).isEqualTo(200);
    assertThat(pull(child)).isEqualTo(200);
    String body = "{\"digest\": \"" + index.digest() + "\", \"reason\": \"INC-1\"}";
    assertThat(stage.admin("POST", "/admin/revocations", body).statusCode()).isEqualTo(201);
    assertThat(pull(child)).isEqualTo(403);
    assertThat(blob(child)).isEqualTo(403);
    assertThat(pull(index)).isEqualTo(403);
  }

  @Test
  void theOtherWayRoundSbomOnTheIndexAndProvenanceOnTheManifest() throws Exception {
    stage.reload(
        RULE.replace("about: index", "about: x")
            .replace("about: manifest", "about: index")
            .replace("about: x", "about: manifest"));
    assertThat(pull(index)).isEqualTo(403);
    bill(APP, index.digest());
    provenance(APP, child.digest());
    assertThat(pull(index)).isEqualTo(200);
    assertThat(pull(child)).isEqualTo(200);
    assertThat(pull(other)).isEqualTo(403);
  }

  @Test
  void silenceAboutTheIndexIsAskedAgainAndNotRefused() {
    assertThat(pull(index)).isEqualTo(200);
    stage.silenceEvidence();
    assertThat(pull(child)).isEqualTo(503);
    stage.registry.behave();
    assertThat(pull(child)).isEqualTo(200);
  }
}
