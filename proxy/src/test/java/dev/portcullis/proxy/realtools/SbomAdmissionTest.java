package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * SBOMs that real tools have made artifacts of and real cosign has signed: cosign's own {@code
 * .sbom} tag, and referrers as oras attaches them.
 */
@Tag("real")
class SbomAdmissionTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String NO_LOG4J =
      "[{sbom: {formats: [spdx, cyclonedx], by: release,"
          + " where: '!sbom.packages.exists(p, p.name == \"log4j-core\")'}}]";

  @TempDir static Path folder;

  private static Optional<Stage> stage = Optional.empty();

  @AfterAll
  static void endStage() {
    stage.ifPresent(Stage::close);
    stage = Optional.empty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RealTool.class,
      names = {"COSIGN_2", "COSIGN_3"})
  void sbomThatCosignAttachedAndSignedCountsForTheImageThatItDescribes(RealTool cosign) {
    Scene scene = new Scene(cosign);
    scene.attachSbom(scene.image, describing(scene.image, "musl"));
    scene.signer.signSbom(scene.behind.at(scene.image));
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = RealTool.class,
      names = {"COSIGN_2", "COSIGN_3"})
  void sbomThatNobodySignedDoesNotCountHoweverTheImageIsSigned(RealTool cosign) {
    Scene scene = new Scene(cosign);
    scene.attachSbom(scene.image, describing(scene.image, "musl"));
    scene.signer.sign(CosignSigner.Form.LEGACY, scene.behind.at(scene.image));
    scene.stage.assertRefused(scene.name, scene.image, "nobody whom a signer names has signed");
  }

  /** Who can write tags names a copy of another image's SBOM, with its signature, after this. */
  @ParameterizedTest
  @EnumSource(
      value = RealTool.class,
      names = {"COSIGN_2", "COSIGN_3"})
  void signedSbomOfAnotherImageDoesNotCount(RealTool cosign) {
    Scene scene = new Scene(cosign);
    Digest victim = scene.unsigned();
    scene.attachSbom(scene.image, describing(scene.image, "musl"));
    scene.signer.signSbom(scene.behind.at(scene.image));
    byte[] sbom = scene.behind.manifest(tag(scene.image, "sbom"));
    scene.behind.pushManifest(
        tag(victim, "sbom"), "application/vnd.oci.image.manifest.v1+json", sbom);
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
    scene.stage.assertRefused(scene.name, victim, "its tag proves nothing");
  }

  @ParameterizedTest
  @EnumSource(
      value = RealTool.class,
      names = {"COSIGN_2", "COSIGN_3"})
  void conditionIsAskedOfAnAttachedSbom(RealTool cosign) {
    Scene scene = new Scene(cosign);
    scene.attachSbom(scene.image, describing(scene.image, "log4j-core"));
    scene.signer.signSbom(scene.behind.at(scene.image));
    scene.stage.assertRefused(scene.name, scene.image, "but not where");
  }

  @ParameterizedTest
  @EnumSource(CosignSigner.Form.class)
  void signedSbomThatOrasAttachedCounts(CosignSigner.Form form) {
    Scene scene = new Scene(RealTool.COSIGN_3);
    RealTool.ORAS.require();
    RealTool.ORAS
        .with("attach", "--plain-http", "--disable-path-validation")
        .and("--artifact-type", "application/spdx+json", scene.behind.at(scene.image))
        .and(scene.file(describing(Optional.empty(), "musl")) + ":application/spdx+json")
        .run()
        .mustSucceed();
    scene.signer.sign(form, scene.behind.at(onlyReferrer(scene.behind, scene.image)));
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
  }

  private static Stage stage(RealTool cosign) {
    Stage known =
        stage.orElseGet(
            () ->
                Stage.requiring(
                    Stage.REGISTRY,
                    folder,
                    RealRegistry.distribution(folder.resolve("registry")),
                    NO_LOG4J,
                    Stage.keys(
                        List.of(CosignSigner.withNewKey(cosign, folder.resolve("release"))))));
    stage = Optional.of(known);
    return known;
  }

  private static Digest onlyReferrer(Repository repository, Digest image) {
    try {
      return Digest.parse(
          JsonMapper.shared()
              .readTree(repository.referrers(image))
              .path("manifests")
              .get(0)
              .path("digest")
              .asString());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static String tag(Digest digest, String suffix) {
    return "sha256-" + digest.hex() + "." + suffix;
  }

  private static String describing(Digest image, String library) {
    return describing(Optional.of(image), library);
  }

  private static String describing(Optional<Digest> image, String library) {
    return """
    {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"app","dataLicense":"CC0-1.0",
     "packages":[
      {"SPDXID":"SPDXRef-root","name":"app","versionInfo":"%s","downloadLocation":"NOASSERTION"},
      {"SPDXID":"SPDXRef-lib","name":"%s","downloadLocation":"NOASSERTION"}],
     "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES",
       "relatedSpdxElement":"SPDXRef-root"}]}
    """
        .formatted(image.map(Digest::toString).orElse("1.0"), library);
  }

  /** A repository of its own with one image in it. */
  private static final class Scene {
    private final String salt = "sbom%06d".formatted(COUNT.incrementAndGet());
    private final String name = "prod/" + salt;
    private final Stage stage;
    private final CosignSigner signer;
    private final Repository behind;
    private final Digest image;

    Scene(RealTool cosign) {
      cosign.require();
      stage = SbomAdmissionTest.stage(cosign);
      signer = CosignSigner.withKeyIn(cosign, folder.resolve("release"));
      behind = stage.behind(name);
      image = SampleImage.oci(behind, "latest", salt + "a");
    }

    Digest unsigned() {
      return SampleImage.oci(behind, "unsigned", salt + "b");
    }

    void attachSbom(Digest of, String document) {
      signer.attachSbom(file(document), behind.at(of));
    }

    Path file(String document) {
      try {
        return Files.writeString(folder.resolve(salt + ".json"), document);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
