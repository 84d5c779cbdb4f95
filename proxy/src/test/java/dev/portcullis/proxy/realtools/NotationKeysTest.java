package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.lab.LabKey;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real notation with every kind of key that may sign, in both formats, and with timestamps by
 * an authority that it asks over HTTP; the proxy demands these.
 */
@Tag("real")
class NotationKeysTest {
  @TempDir static Path folder;

  private static TimestampServer authority;
  private static Stage stage;

  /** The keys of the specification (2.3). */
  enum Kind {
    P256(() -> LabKey.p256("notation-key")),
    P384(() -> LabKey.p384("notation-key")),
    P521(() -> LabKey.p521("notation-key")),
    RSA2048(() -> LabKey.rsa("notation-key")),
    RSA3072(() -> LabKey.rsa("notation-key", 3072, 65537)),
    RSA4096(() -> LabKey.rsa("notation-key", 4096, 65537));

    private final Supplier<LabKey> key;

    Kind(Supplier<LabKey> key) {
      this.key = key;
    }

    NotationSigner signer() {
      return NotationSigner.withKey(folder.resolve(name()), key.get());
    }
  }

  @BeforeAll
  static void start() {
    RealTool.NOTATION.require();
    authority = TimestampServer.start();
    stage =
        Stage.vouchedBy(
            Stage.REGISTRY,
            folder,
            RealRegistry.distribution(folder.resolve("registry")),
            Kind.P256.signer().configurationWithTimestamps());
  }

  @AfterAll
  static void end() {
    if (stage != null) {
      stage.close();
    }
    if (authority != null) {
      authority.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void timestampedSignatureIsAdmittedInBothFormats(Kind kind) {
    for (String format : new String[] {"jws", "cose"}) {
      String name = "prod/%s-%s".formatted(kind.name().toLowerCase(Locale.ROOT), format);
      Digest image = SampleImage.oci(stage.behind(name), "latest", name);
      kind.signer().signTimestamped(format, stage.behind(name).at(image), authority);
      stage.assertAdmitted(name, "latest");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void signatureWithoutATimestampIsRefusedWhereOneIsDemanded(Kind kind) {
    for (String format : new String[] {"jws", "cose"}) {
      String name = "prod/bare-%s-%s".formatted(kind.ordinal(), format);
      Digest image = SampleImage.oci(stage.behind(name), "latest", name);
      kind.signer().sign(format, stage.behind(name).at(image));
      stage.assertRefused(name, "latest", "the signature has no timestamp");
    }
  }
}
