package dev.portcullis.proxy.realtools;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.realtools.NotationAdmissionTest.Ground;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.lab.LabNotary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The layouts of notation's own end-to-end tests, pushed to real registries and pulled through the
 * proxy under notation's own trust policy; where the folder {@code shared/conformance} is at hand.
 */
@Tag("real")
class NotationLayoutTest {
  private static final String IMAGE =
      "sha256:b8479de3f88fb259a0a9ea82a5b2a052a1ef3c4ebbcfc61482d5ae4c831f8af9";

  @TempDir Path folder;

  private Path cases = Path.of("");

  @BeforeEach
  void findCases() {
    Optional<Path> found =
        Stream.iterate(Path.of("").toAbsolutePath(), each -> each != null, Path::getParent)
            .map(each -> each.resolve("shared/conformance/notation"))
            .filter(Files::exists)
            .findFirst();
    assumeTrue(found.isPresent(), "skipped: there is no folder shared/conformance/notation above");
    cases = found.orElseThrow();
  }

  private Stage stage(Ground ground, byte[] certificate) throws IOException {
    Path store = Files.createDirectories(folder.resolve("truststore/x509/ca/e2e"));
    Files.write(store.resolve("e2e.crt"), certificate);
    RealRegistry registry =
        switch (ground) {
          case DISTRIBUTION -> RealRegistry.distribution(folder.resolve("registry"));
          case REFERRERS_API -> RealRegistry.withReferrersApi(folder.resolve("registry"));
          case ZOT -> RealRegistry.zot(folder.resolve("registry"));
        };
    return Stage.vouchedBy(
        Stage.REGISTRY,
        folder,
        registry,
        """
        trust:
          notation: {trustStore: "%s"}
        signers:
          release: {notation: {trustPolicy: "%s"}}
        """
            .formatted(folder.resolve("truststore"), cases.resolve("trustpolicy.json")));
  }

  private void push(String layout, Repository repository) throws IOException, MalformedException {
    Manifest.Index index = (Manifest.Index) manifest(layout, "index.json", MediaTypes.OCI_INDEX);
    for (Descriptor each : index.manifests()) {
      Manifest manifest = manifest(layout, "blobs/sha256/" + each.digest().hex(), each.mediaType());
      if (manifest instanceof Manifest.Image image) {
        push(layout, image.config().digest(), repository);
        for (Descriptor layer : image.layers()) {
          push(layout, layer.digest(), repository);
        }
      }
      byte[] body = manifest.raw().toByteArray();
      repository.pushManifest(manifest.mediaType(), body);
      String tag = each.annotations().getOrDefault("org.opencontainers.image.ref.name", "");
      if (!tag.isEmpty()) {
        repository.pushManifest(tag, manifest.mediaType(), body);
      }
    }
  }

  private void push(String layout, Digest blob, Repository repository) throws IOException {
    repository.pushBlob(Files.readAllBytes(cases.resolve(layout + "/blobs/sha256/" + blob.hex())));
  }

  private Manifest manifest(String layout, String file, String mediaType)
      throws IOException, MalformedException {
    return ManifestParser.parse(
        Bytes.wrap(Files.readAllBytes(cases.resolve(layout).resolve(file))), mediaType);
  }

  @ParameterizedTest
  @EnumSource(Ground.class)
  void signedLayoutIsAdmittedUnderItsTrustPolicyAndTheUnsignedOneIsNot(Ground ground)
      throws Exception {
    try (Stage stage = stage(ground, Files.readAllBytes(cases.resolve("e2e.crt")))) {
      push("e2e-valid-signature", stage.behind("prod/signed"));
      push("e2e", stage.behind("prod/unsigned"));
      stage.assertAdmitted("prod/signed", "v1");
      stage.assertAdmitted("prod/signed", IMAGE);
      stage.assertRefused("prod/unsigned", "v1", "signature", "release");
      stage.assertRefused("prod/unsigned", IMAGE, "no signature was found");
    }
  }

  @ParameterizedTest
  @EnumSource(Ground.class)
  void signedLayoutIsRefusedUnderAnotherCertificate(Ground ground) throws Exception {
    try (Stage stage = stage(ground, Bytes.utf8(LabNotary.ROOT.pem()).toByteArray())) {
      push("e2e-valid-signature", stage.behind("prod/signed"));
      stage.assertRefused("prod/signed", "v1", Failure.Code.UNTRUSTED.words());
    }
  }
}
