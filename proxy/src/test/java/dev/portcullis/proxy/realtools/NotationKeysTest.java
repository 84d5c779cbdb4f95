package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.lab.LabKey;
import java.nio.file.Path;
import java.util.Locale;
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
    P256,
    P384,
    P521,
    RSA2048,
    RSA3072,
    RSA4096;

    private LabKey key() {
      String label = "notation-key";
      return switch (this) {
        case P256 -> LabKey.p256(label);
        case P384 -> LabKey.p384(label);
        case P521 -> LabKey.p521(label);
        case RSA2048 -> LabKey.rsa(label);
        case RSA3072 -> LabKey.rsa(label, 3072, 65537);
        case RSA4096 -> LabKey.rsa(label, 4096, 65537);
      };
    }

    NotationSigner signer() {
      return NotationSigner.withKey(folder.resolve(name()), key());
    }

    String repository(String prefix, String format) {
      return "prod/%s-%s-%s".formatted(prefix, name().toLowerCase(Locale.ROOT), format);
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
      String name = kind.repository("stamped", format);
      Digest image = SampleImage.oci(stage.behind(name), "latest", name);
      kind.signer().signTimestamped(format, stage.behind(name).at(image), authority);
      stage.assertAdmitted(name, "latest");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void signatureWithoutATimestampIsRefusedWhereOneIsDemanded(Kind kind) {
    for (String format : new String[] {"jws", "cose"}) {
      String name = kind.repository("bare", format);
      Digest image = SampleImage.oci(stage.behind(name), "latest", name);
      kind.signer().sign(format, stage.behind(name).at(image));
      stage.assertRefused(name, "latest", "the signature has no timestamp");
    }
  }
}
