package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.lab.LabKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the real notation signed under a trusted certificate is admitted, and nothing else: in both
 * formats, from a registry without the referrers API and from ones with it.
 */
@Tag("real")
class NotationAdmissionTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<Ground, Stage> STAGES = new EnumMap<>(Ground.class);

  @TempDir static Path folder;

  private static NotationSigner signer;
  private static NotationSigner stranger;

  /** Where images and signatures lie. */
  enum Ground {
    DISTRIBUTION,
    REFERRERS_API,
    ZOT
  }

  @BeforeAll
  static void makeSigners() {
    RealTool.NOTATION.require();
    signer = NotationSigner.withKey(folder.resolve("signer"), LabKey.p256("notation-cli"));
    stranger = NotationSigner.withNewCertificate(folder.resolve("stranger"));
  }

  @AfterAll
  static void endStages() {
    STAGES.values().forEach(Stage::close);
    STAGES.clear();
  }

  private static Stage stageOn(Ground ground) {
    return STAGES.computeIfAbsent(
        ground,
        missing -> {
          Path home = folder.resolve(missing.name());
          RealRegistry registry =
              switch (missing) {
                case DISTRIBUTION -> RealRegistry.distribution(home.resolve("registry"));
                case REFERRERS_API -> RealRegistry.withReferrersApi(home.resolve("registry"));
                case ZOT -> RealRegistry.zot(home.resolve("registry"));
              };
          return Stage.vouchedBy(Stage.REGISTRY, home, registry, signer.configuration());
        });
  }

  static Stream<Arguments> combinations() {
    return Stream.of(Ground.values())
        .flatMap(ground -> Stream.of("jws", "cose").map(format -> Arguments.of(ground, format)));
  }

  /** An image in a repository of its own. */
  private record Scene(Stage stage, String name, Digest image) {
    static Scene of(Ground ground) {
      Stage stage = stageOn(ground);
      String name = "prod/notation" + COUNT.incrementAndGet();
      return new Scene(stage, name, SampleImage.oci(stage.behind(name), "latest", name));
    }

    String reference() {
      return stage.behind(name).at(image);
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void signedImageIsAdmittedByTagAndByDigest(Ground ground, String format) {
    Scene scene = Scene.of(ground);
    signer.sign(format, scene.reference());
    scene.stage.assertAdmitted(scene.name, "latest");
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
  }

  /** Unlike its default, which writes the fallback tag even where there is an API. */
  @ParameterizedTest
  @MethodSource("combinations")
  void signatureByTheReferrersApiIsFound(Ground ground, String format) {
    Scene scene = Scene.of(ground);
    signer.sign(format, scene.reference(), "--force-referrers-tag=false");
    scene.stage.assertAdmitted(scene.name, "latest");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void signatureUnderAnUntrustedCertificateIsRefused(Ground ground, String format) {
    Scene scene = Scene.of(ground);
    stranger.sign(format, scene.reference());
    scene.stage.assertRefused(scene.name, "latest", "signature", "release");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void signatureCopiedFromAnotherDigestIsRefused(Ground ground, String format) {
    Scene scene = Scene.of(ground);
    Digest unsigned = SampleImage.oci(scene.stage.behind(scene.name), "unsigned", scene.name + "b");
    signer.sign(format, scene.reference(), "--force-referrers-tag=false");
    new Forgery(scene.stage.behind(scene.name), scene.image, unsigned)
        .copySignature(CosignSigner.Form.BUNDLE);
    scene.stage.assertRefused(scene.name, unsigned, Failure.Code.SUBJECT_MISMATCH.words());
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void goodSignatureAmongSeveralSuffices(Ground ground, String format) {
    Scene scene = Scene.of(ground);
    stranger.sign("jws", scene.reference());
    stranger.sign("cose", scene.reference());
    scene.stage.assertRefused(scene.name, "latest", "signature", "release");
    signer.sign(format, scene.reference());
    await(scene);
    scene.stage.assertAdmitted(scene.name, "latest");
  }

  /** That nothing was found is remembered for a few seconds. */
  private static void await(Scene scene) {
    Instant patience = Instant.now().plus(Duration.ofSeconds(20));
    while (Instant.now().isBefore(patience)
        && scene.stage.through(scene.name).getManifest("latest").statusCode() != 200) {
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Ground.class)
  void unsignedImageIsRefused(Ground ground) {
    Scene scene = Scene.of(ground);
    scene.stage.assertRefused(scene.name, "latest", "signature", "release");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void signatureIsRefusedOnceItHasExpired(Ground ground, String format) {
    Scene scene = Scene.of(ground);
    signer.sign(format, scene.reference(), "--expiry", "10m");
    scene.stage.assertAdmitted(scene.name, "latest");
    Instant later = Instant.now().plus(Duration.ofMinutes(11));
    CommandRun run =
        RunningProxy.portcullis("verify", Stage.REGISTRY + "/" + scene.name + ":latest")
            .and("--config", scene.stage.proxy().config().toString(), "--at", later.toString())
            .run();
    assertThat(run.exit()).as(run.text()).isEqualTo(1);
    assertThat(run.text()).contains("expired at ");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void userMetadataDoesNotMatter(Ground ground, String format) {
    Scene scene = Scene.of(ground);
    signer.sign(format, scene.reference(), "--user-metadata", "acme.build=7");
    scene.stage.assertAdmitted(scene.name, "latest");
  }
}
