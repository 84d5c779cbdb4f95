package dev.portcullis.proxy.realtools;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real cosign signed with the right key is admitted, and nothing else: for each form of
 * signature, from a registry without the referrers API and from one with it.
 */
@Tag("real")
class CosignAdmissionTest {
  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir static Path folder;

  private static final Map<RealTool, CosignSigner> SIGNERS = new EnumMap<>(RealTool.class);
  private static final Map<Ground, Stage> STAGES = new EnumMap<>(Ground.class);

  /** Where images and signatures lie. */
  enum Ground {
    DISTRIBUTION,
    REFERRERS_API,
    ZOT
  }

  @AfterAll
  static void endStages() {
    STAGES.values().forEach(Stage::close);
    STAGES.clear();
    SIGNERS.clear();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void signedImageIsAdmittedByTagAndByDigest(
      Ground ground, RealTool cosign, CosignSigner.Form form) {
    Stage stage = stage(ground);
    Scene scene = new Scene(stage);
    signer(cosign).sign(form, scene.behind.at(scene.image));
    stage.assertAdmitted(scene.name, "latest");
    stage.assertAdmitted(scene.name, scene.image.toString());
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void signatureByAnotherKeyIsRefused(Ground ground, RealTool cosign, CosignSigner.Form form) {
    Stage stage = stage(ground);
    Scene scene = new Scene(stage);
    CosignSigner stranger = CosignSigner.withNewKey(cosign, folder.resolve(scene.salt));
    stranger.sign(form, scene.behind.at(scene.image));
    stage.assertRefused(scene.name, "latest", Failure.Code.UNKNOWN_KEY.words());
    stage.assertRefused(scene.name, scene.image, Failure.Code.UNKNOWN_KEY.words());
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void signatureCopiedFromAnotherDigestIsRefused(
      Ground ground, RealTool cosign, CosignSigner.Form form) {
    Stage stage = stage(ground);
    Scene scene = new Scene(stage);
    signer(cosign).sign(form, scene.behind.at(scene.image));
    Digest unsigned = scene.unsigned();
    new Forgery(scene.behind, scene.image, unsigned).copySignature(form);
    stage.assertRefused(scene.name, unsigned, Failure.Code.SUBJECT_MISMATCH.words());
    stage.assertAdmitted(scene.name, scene.image.toString());
  }

  /** Only a bundle names its key, so that a broken signature can be told from a stranger's. */
  @ParameterizedTest
  @MethodSource("combinations")
  void signatureWithRewrittenPayloadIsRefused(
      Ground ground, RealTool cosign, CosignSigner.Form form) {
    Stage stage = stage(ground);
    Scene scene = new Scene(stage);
    signer(cosign).sign(form, scene.behind.at(scene.image));
    Digest unsigned = scene.unsigned();
    new Forgery(scene.behind, scene.image, unsigned).rewritePayload(form);
    Failure.Code reason =
        form == CosignSigner.Form.BUNDLE ? Failure.Code.SIGNATURE : Failure.Code.UNKNOWN_KEY;
    stage.assertRefused(scene.name, unsigned, reason.words());
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void validSignatureBesideAStrangersIsAdmitted(
      Ground ground, RealTool cosign, CosignSigner.Form form) {
    Stage stage = stage(ground);
    Scene scene = new Scene(stage);
    CosignSigner stranger = CosignSigner.withNewKey(cosign, folder.resolve(scene.salt));
    stranger.sign(form, scene.behind.at(scene.image));
    signer(cosign).sign(form, scene.behind.at(scene.image));
    stage.assertAdmitted(scene.name, "latest");
  }

  @ParameterizedTest
  @MethodSource("grounds")
  void unsignedImageIsRefused(Ground ground) {
    Stage stage = stage(ground);
    Scene scene = new Scene(stage);
    stage.assertRefused(scene.name, "latest", "signature", "release");
    stage.assertRefused(scene.name, scene.image, "signature", "release");
  }

  static Stream<Arguments> combinations() {
    return Stream.of(Ground.values())
        .flatMap(
            ground ->
                Stream.of(RealTool.COSIGN_2, RealTool.COSIGN_3)
                    .flatMap(
                        cosign ->
                            Stream.of(CosignSigner.Form.values())
                                .map(form -> Arguments.of(ground, cosign, form))));
  }

  static Stream<Ground> grounds() {
    return Stream.of(Ground.values());
  }

  /** A repository of its own with one image in it. */
  private static final class Scene {
    private final String salt = "image%06d".formatted(COUNT.incrementAndGet());
    private final String name = "prod/" + salt;
    private final Repository behind;
    private final Digest image;

    Scene(Stage stage) {
      behind = stage.behind(name);
      image = SampleImage.oci(behind, "latest", salt + "a");
    }

    Digest unsigned() {
      return SampleImage.oci(behind, "unsigned", salt + "b");
    }
  }

  private static CosignSigner signer(RealTool cosign) {
    cosign.require();
    return Optional.ofNullable(SIGNERS.get(cosign)).orElseThrow();
  }

  private static Stage stage(Ground ground) {
    if (SIGNERS.isEmpty()) {
      Stream.of(RealTool.COSIGN_2, RealTool.COSIGN_3)
          .filter(tool -> tool.find().isPresent())
          .forEach(
              tool ->
                  SIGNERS.put(tool, CosignSigner.withNewKey(tool, folder.resolve(tool.program()))));
      if (SIGNERS.isEmpty()) {
        abort("neither cosign2 nor cosign3 is on this machine (`bash .ci/tools` gets them)");
      }
    }
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
          return Stage.in(home, registry, SIGNERS.values().toArray(CosignSigner[]::new));
        });
  }
}
