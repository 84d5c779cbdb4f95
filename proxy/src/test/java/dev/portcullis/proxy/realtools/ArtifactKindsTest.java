package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of artifact that distribution holds is decided alike, whatever its types and size. */
@Tag("real")
class ArtifactKindsTest {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int FOUR_MEBIBYTES = 4 << 20;

  @TempDir static Path folder;
  private static Stage stage;
  private static CosignSigner signer;

  @BeforeAll
  static void start() {
    RealTool.COSIGN_2.require();
    signer = CosignSigner.withNewKey(RealTool.COSIGN_2, folder.resolve("signer"));
    stage = Stage.in(folder, RealRegistry.distribution(folder.resolve("registry")), signer);
  }

  @AfterAll
  static void end() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void childrenOfAnAdmittedIndexAreAdmittedWithTheirBlobs() {
    Repository behind = stage.behind("prod/index");
    SampleImage.Index index = SampleImage.index(behind, "latest", "index");
    sign(behind, index.digest());
    stage.assertAdmitted("prod/index", "latest");
    for (Digest child : index.children()) {
      stage.assertAdmitted("prod/index", child.toString());
      assertBlobs("prod/index", child, 200);
    }
  }

  @Test
  void childOfASignedIndexThatNobodyAskedForIsRefused() {
    Repository behind = stage.behind("prod/child");
    SampleImage.Index index = SampleImage.index(behind, "latest", "child");
    sign(behind, index.digest());
    Digest child = index.children().getFirst();
    stage.assertRefused("prod/child", child, "signature");
    assertBlobs("prod/child", child, 403);
    stage.assertAdmitted("prod/child", index.digest().toString());
    stage.assertAdmitted("prod/child", child.toString());
  }

  @Test
  void edgesOfARepositoryAdmitNothingInAnother() {
    Repository behind = stage.behind("prod/one");
    SampleImage.Index index = SampleImage.index(behind, "latest", "edge");
    SampleImage.index(stage.behind("prod/two"), "latest", "edge");
    sign(behind, index.digest());
    stage.assertAdmitted("prod/one", "latest");
    stage.assertRefused("prod/two", index.children().getFirst(), "signature");
    assertBlobs("prod/two", index.children().getFirst(), 403);
  }

  @Test
  void unsignedIndexIsRefusedWithItsChildren() {
    Repository behind = stage.behind("prod/unsigned");
    SampleImage.Index index = SampleImage.index(behind, "latest", "unsigned");
    stage.assertRefused("prod/unsigned", "latest", "signature");
    stage.assertRefused("prod/unsigned", index.children().getFirst(), "signature");
    assertBlobs("prod/unsigned", index.children().getFirst(), 403);
  }

  @Test
  void dockerSchema2IsDecidedAsOciIs() {
    Repository behind = stage.behind("prod/docker");
    Digest unsigned = SampleImage.docker(behind, "unsigned", "docker1");
    Digest signed = SampleImage.docker(behind, "signed", "docker2");
    sign(behind, signed);
    stage.assertRefused("prod/docker", "unsigned", "signature");
    assertBlobs("prod/docker", unsigned, 403);
    stage.assertAdmitted("prod/docker", "signed");
    assertBlobs("prod/docker", signed, 200);
  }

  @ParameterizedTest
  @CsvSource({
    "helm, application/vnd.cncf.helm.config.v1+json,"
        + " application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    "model, application/vnd.cncf.model.config.v1+json,"
        + " application/vnd.cncf.model.weight.v1.raw",
    "wasm, application/vnd.wasm.config.v0+json, application/wasm"
  })
  void artifactsOfOtherKindsAreDecidedAsImagesAre(String kind, String config, String layer) {
    String name = "prod/" + kind;
    Repository behind = stage.behind(name);
    Digest unsigned = SampleImage.artifact(behind, "unsigned", kind + "1", config, layer);
    Digest signed = SampleImage.artifact(behind, "signed", kind + "2", config, layer);
    sign(behind, signed);
    stage.assertRefused(name, "unsigned", "signature");
    assertBlobs(name, unsigned, 403);
    stage.assertAdmitted(name, "signed");
    assertBlobs(name, signed, 200);
  }

  @Test
  void manifestOfFourMebibytesIsAdmittedByteForByte() {
    Repository behind = stage.behind("prod/big");
    Digest big = SampleImage.padded(behind, "latest", "big", FOUR_MEBIBYTES);
    stage.assertRefused("prod/big", big, "signature");
    Digest other = SampleImage.padded(behind, "signed", "huge", FOUR_MEBIBYTES);
    sign(behind, other);
    stage.assertAdmitted("prod/big", "signed");
  }

  @Test
  void fiveThousandReferrersNeitherHideASignatureNorReplaceOne() {
    Repository behind = stage.behind("prod/crowd");
    Digest unsigned = SampleImage.oci(behind, "unsigned", "crowd1");
    SampleImage.attach(behind, unsigned, behind.manifest("unsigned").length, 5000);
    Digest signed = SampleImage.oci(behind, "signed", "crowd2");
    SampleImage.attach(behind, signed, behind.manifest("signed").length, 5000);
    sign(behind, signed);
    stage.assertRefused("prod/crowd", "unsigned", "signature");
    stage.assertAdmitted("prod/crowd", "signed");
  }

  @Test
  void missingContentStaysMissing() {
    SampleImage.oci(stage.behind("prod/there"), "latest", "there");
    assertThat(stage.through("prod/there").getManifest("absent").statusCode()).isEqualTo(404);
    assertThat(stage.through("prod/there").getManifest("sha256:" + "0".repeat(64)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void repositoryWithoutARuleIsRefused() {
    Repository behind = stage.behind("other/image");
    sign(behind, SampleImage.oci(behind, "latest", "other"));
    assertThat(stage.through("other/image").getManifest("latest").statusCode()).isEqualTo(403);
  }

  private static void sign(Repository behind, Digest digest) {
    signer.sign(CosignSigner.Form.LEGACY, behind.at(digest));
  }

  private static void assertBlobs(String name, Digest manifest, int status) {
    String text =
        new String(stage.behind(name).manifest(manifest.toString()), StandardCharsets.UTF_8);
    assertThat(DIGEST.matcher(text).results().map(MatchResult::group))
        .isNotEmpty()
        .allSatisfy(
            blob ->
                assertThat(stage.through(name).getBlob(blob).statusCode())
                    .as("GET of the blob " + blob)
                    .isEqualTo(status));
  }
}
