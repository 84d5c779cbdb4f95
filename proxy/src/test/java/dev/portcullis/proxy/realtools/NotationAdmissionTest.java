package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real notation signed under a trusted certificate is admitted, and nothing else. */
@Tag("real")
@Disabled("the configuration does not take notation signers yet")
class NotationAdmissionTest {
  @TempDir static Path folder;
  private static Stage stage;
  private static NotationSigner signer;
  private static NotationSigner stranger;

  @BeforeAll
  static void start() {
    RealTool.NOTATION.require();
    signer = NotationSigner.withNewCertificate(folder.resolve("signer"));
    stranger = NotationSigner.withNewCertificate(folder.resolve("stranger"));
    stage =
        Stage.vouchedBy(
            Stage.REGISTRY,
            folder,
            RealRegistry.distribution(folder.resolve("registry")),
            signer.configuration());
  }

  @AfterAll
  static void end() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jws", "cose"})
  void signedImageIsAdmitted(String format) {
    String name = "prod/signed-" + format;
    Digest image = SampleImage.oci(stage.behind(name), "latest", format + "1");
    signer.sign(format, stage.behind(name).at(image));
    stage.assertAdmitted(name, "latest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jws", "cose"})
  void signatureUnderAnUntrustedCertificateIsRefused(String format) {
    String name = "prod/stranger-" + format;
    Digest image = SampleImage.oci(stage.behind(name), "latest", format + "2");
    stranger.sign(format, stage.behind(name).at(image));
    stage.assertRefused(name, "latest", "signature", "release");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jws", "cose"})
  void signatureCopiedFromAnotherDigestIsRefused(String format) {
    String name = "prod/copied-" + format;
    Digest image = SampleImage.oci(stage.behind(name), "latest", format + "3");
    Digest unsigned = SampleImage.oci(stage.behind(name), "unsigned", format + "4");
    signer.sign(format, stage.behind(name).at(image));
    new Forgery(stage.behind(name), image, unsigned).copySignature(CosignSigner.Form.BUNDLE);
    stage.assertRefused(name, unsigned, Failure.Code.SUBJECT_MISMATCH.words());
  }

  @Test
  void unsignedImageIsRefused() {
    SampleImage.oci(stage.behind("prod/unsigned"), "latest", "5");
    stage.assertRefused("prod/unsigned", "latest", "signature", "release");
  }
}
