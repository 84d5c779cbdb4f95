package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.realtools.KeylessStage.Ground;
import dev.portcullis.verify.Failure.Code;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real cosign signed or attested keylessly is admitted through the running proxy by its
 * identity, and under any other identity, issuer, ref, type or digest it is refused for that
 * reason.
 */
@Tag("real")
class KeylessAdmissionTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static Optional<KeylessStage> lab = Optional.empty();

  @BeforeAll
  static void start(@TempDir Path folder) {
    lab = Optional.of(new KeylessStage(folder));
  }

  @AfterAll
  static void end() {
    lab.ifPresent(KeylessStage::close);
  }

  static Stream<Arguments> signatures() {
    return Stream.of(
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_2, KeylessForm.TAG),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_2, KeylessForm.TAG_TIMESTAMPED),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_2, KeylessForm.BUNDLE),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_3, KeylessForm.TAG),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_3, KeylessForm.OCI_1_1),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_3, KeylessForm.BUNDLE),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_3, KeylessForm.BUNDLE_REKOR_2),
        Arguments.of(Ground.REFERRERS_API, RealTool.COSIGN_2, KeylessForm.OCI_1_1),
        Arguments.of(Ground.REFERRERS_API, RealTool.COSIGN_2, KeylessForm.BUNDLE_REKOR_2),
        Arguments.of(Ground.REFERRERS_API, RealTool.COSIGN_3, KeylessForm.BUNDLE),
        Arguments.of(Ground.REFERRERS_API, RealTool.COSIGN_3, KeylessForm.BUNDLE_REKOR_2));
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void keylessSignatureIsAdmittedByTagAndByDigest(
      Ground ground, RealTool cosign, KeylessForm form) {
    LabCosign signer = lab().cosign(cosign);
    Scene scene = new Scene(ground);
    signer.sign(form, scene.reference());

    scene.stage.assertAdmitted(scene.name, "latest");
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
  }

  static Stream<Arguments> attestations() {
    return Stream.of(
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_2, KeylessForm.TAG),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_2, KeylessForm.TAG_INTOTO),
        Arguments.of(Ground.DISTRIBUTION, RealTool.COSIGN_3, KeylessForm.BUNDLE),
        Arguments.of(Ground.REFERRERS_API, RealTool.COSIGN_2, KeylessForm.BUNDLE),
        Arguments.of(Ground.REFERRERS_API, RealTool.COSIGN_3, KeylessForm.BUNDLE_REKOR_2));
  }

  @ParameterizedTest
  @MethodSource("attestations")
  void keylessProvenanceIsAdmittedByTagAndByDigest(
      Ground ground, RealTool cosign, KeylessForm form) {
    LabCosign signer = lab().cosign(cosign);
    Scene scene = new Scene(ground);
    signer.attest(form, scene.reference());

    scene.stage.assertAdmitted(scene.name, "latest");
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = RealTool.class,
      names = {"COSIGN_2", "COSIGN_3"})
  void anotherIdentityIsRefusedAndNamed(RealTool cosign) {
    LabCosign signer = lab().cosign(cosign);
    Scene scene = new Scene(Ground.DISTRIBUTION);
    signer.sign(
        KeylessForm.BUNDLE,
        LabCosign.as(KeylessStage.GITHUB.person("mallory@acme.io", Instant.now())),
        scene.reference());

    scene.stage.assertRefused(
        scene.name, scene.image, "by another signer (mallory@acme.io", "expected subject");
  }

  @ParameterizedTest
  @EnumSource(
      value = RealTool.class,
      names = {"COSIGN_2", "COSIGN_3"})
  void anotherRefIsRefusedAndNamed(RealTool cosign) {
    LabCosign signer = lab().cosign(cosign);
    Scene scene = new Scene(Ground.DISTRIBUTION);
    signer.sign(
        KeylessForm.BUNDLE, LabCosign.as(signer.workflow("refs/heads/main")), scene.reference());

    scene.stage.assertRefused(
        scene.name,
        scene.image,
        "by another signer (https://github.com/acme/app",
        "expected subject",
        "sourceRef",
        "found 'refs/heads/main'");
  }

  @ParameterizedTest
  @EnumSource(
      value = RealTool.class,
      names = {"COSIGN_2", "COSIGN_3"})
  void statementOfAnotherTypeIsRefused(RealTool cosign) {
    LabCosign signer = lab().cosign(cosign);
    Scene scene = new Scene(Ground.DISTRIBUTION);
    signer.attest(
        KeylessForm.BUNDLE,
        LabCosign.as(signer.workflow("refs/tags/v1.2.3")),
        "https://acme.io/review/v1",
        scene.reference());

    scene.stage.assertRefused(scene.name, scene.image, "https://acme.io/review/v1 by release");
  }

  static Stream<Arguments> copies() {
    return Stream.of(
        Arguments.of(RealTool.COSIGN_2, KeylessForm.TAG, CosignSigner.Form.LEGACY),
        Arguments.of(RealTool.COSIGN_3, KeylessForm.BUNDLE, CosignSigner.Form.BUNDLE),
        Arguments.of(RealTool.COSIGN_3, KeylessForm.BUNDLE_REKOR_2, CosignSigner.Form.BUNDLE));
  }

  @ParameterizedTest
  @MethodSource("copies")
  void signatureCopiedFromAnotherDigestIsRefused(
      RealTool cosign, KeylessForm form, CosignSigner.Form stored) {
    LabCosign signer = lab().cosign(cosign);
    Scene scene = new Scene(Ground.DISTRIBUTION);
    signer.sign(form, scene.reference());
    Digest unsigned = scene.unsigned();
    new Forgery(scene.behind, scene.image, unsigned).copySignature(stored);

    scene.stage.assertRefused(scene.name, unsigned, Code.SUBJECT_MISMATCH.words());
    scene.stage.assertAdmitted(scene.name, scene.image.toString());
  }

  @ParameterizedTest
  @MethodSource("copies")
  void signatureWithRewrittenPayloadIsRefused(
      RealTool cosign, KeylessForm form, CosignSigner.Form stored) {
    LabCosign signer = lab().cosign(cosign);
    Scene scene = new Scene(Ground.DISTRIBUTION);
    signer.sign(form, scene.reference());
    Digest unsigned = scene.unsigned();
    new Forgery(scene.behind, scene.image, unsigned).rewritePayload(stored);

    scene.stage.assertRefused(scene.name, unsigned, Code.SIGNATURE.words());
  }

  @Test
  void timestampAloneIsEnoughForARootWithoutLogsOnly() {
    lab().cosign(RealTool.COSIGN_3);
    LabCosign signer = lab().cosignWithoutScts(RealTool.COSIGN_3);
    Scene scene = new Scene(Ground.DISTRIBUTION);
    signer.sign(KeylessForm.BUNDLE_WITHOUT_LOG, scene.reference());
    scene.stage.assertRefused(scene.name, scene.image, Code.UNTRUSTED_LOG.words());

    try (Stage stage = lab().stageWithoutLogs(signer)) {
      Scene unlogged = new Scene(stage);
      signer.sign(KeylessForm.BUNDLE_WITHOUT_LOG, unlogged.reference());
      stage.assertAdmitted(unlogged.name, "latest");
      Digest unsigned = unlogged.unsigned();
      new Forgery(unlogged.behind, unlogged.image, unsigned)
          .rewritePayload(CosignSigner.Form.BUNDLE);
      stage.assertRefused(unlogged.name, unsigned, Code.SIGNATURE.words());
    }
  }

  @Test
  void loggedSignatureByAKeyIsAdmittedAndAnUnloggedOneIsNot() {
    LabCosign cosign = lab().cosign(RealTool.COSIGN_3);
    CosignSigner key = lab().key(RealTool.COSIGN_3, "release");
    try (Stage stage = lab().stageOfLoggedKey(cosign, key)) {
      for (KeylessForm form :
          List.of(KeylessForm.TAG, KeylessForm.BUNDLE, KeylessForm.BUNDLE_REKOR_2)) {
        Scene logged = new Scene(stage);
        cosign.sign(form, LabCosign.as(key), logged.reference());
        stage.assertAdmitted(logged.name, "latest");
      }
      for (CosignSigner.Form form : List.of(CosignSigner.Form.LEGACY, CosignSigner.Form.BUNDLE)) {
        Scene unlogged = new Scene(stage);
        key.sign(form, unlogged.reference());
        stage.assertRefused(unlogged.name, unlogged.image, Code.UNTRUSTED_LOG.words());
      }
    }
  }

  /** A repository of its own with one image in it. */
  private static final class Scene {
    private final String salt = "keyless%06d".formatted(COUNT.incrementAndGet());
    private final String name = "prod/" + salt;
    private final Stage stage;
    private final Repository behind;
    private final Digest image;

    Scene(Ground ground) {
      this(lab().stage(ground));
    }

    Scene(Stage stage) {
      this.stage = stage;
      behind = stage.behind(name);
      image = SampleImage.oci(behind, "latest", salt + "a");
    }

    String reference() {
      return behind.at(image);
    }

    Digest unsigned() {
      return SampleImage.oci(behind, "unsigned", salt + "b");
    }
  }

  private static KeylessStage lab() {
    return lab.orElseThrow();
  }
}
