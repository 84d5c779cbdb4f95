package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that asks for provenance with a condition is fulfilled by that, and by nothing else. */
@Tag("real")
@Disabled("the configuration does not take attestation requirements yet")
class CosignAttestationTest {
  private static final String REQUIRE =
      """
      [{attestation: {type: slsa-provenance-v1, by: release, \
      where: 'predicate.buildDefinition.buildType == "https://example.test/build/v1"'}}]\
      """;
  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() {
    RealTool.COSIGN_2.require();
    RealTool.COSIGN_3.require();
    ContainerdHosts.write(folder.resolve("good.json"), provenance("https://example.test/build/v1"));
    ContainerdHosts.write(folder.resolve("bad.json"), provenance("https://example.test/laptop"));
    stage =
        Stage.requiring(
            Stage.REGISTRY,
            folder,
            RealRegistry.distribution(folder.resolve("registry")),
            REQUIRE,
            Stage.keys(List.of(signer(RealTool.COSIGN_2), signer(RealTool.COSIGN_3))));
  }

  @AfterAll
  static void end() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"COSIGN_2, LEGACY", "COSIGN_2, BUNDLE", "COSIGN_3, LEGACY", "COSIGN_3, BUNDLE"})
  void provenanceThatMeetsTheConditionIsAdmitted(RealTool cosign, CosignSigner.Form form) {
    String name = name();
    Digest image = SampleImage.oci(stage.behind(name), "latest", name);
    CosignSigner.withKeyIn(cosign, folder.resolve(cosign.program()))
        .attest(form, "slsaprovenance1", folder.resolve("good.json"), stage.behind(name).at(image));
    stage.assertAdmitted(name, "latest");
  }

  @ParameterizedTest
  @CsvSource({"COSIGN_2, LEGACY", "COSIGN_3, BUNDLE"})
  void provenanceThatDoesNotMeetTheConditionIsRefused(RealTool cosign, CosignSigner.Form form) {
    String name = name();
    Digest image = SampleImage.oci(stage.behind(name), "latest", name);
    CosignSigner.withKeyIn(cosign, folder.resolve(cosign.program()))
        .attest(form, "slsaprovenance1", folder.resolve("bad.json"), stage.behind(name).at(image));
    stage.assertRefused(name, "latest", "attestation");
  }

  @ParameterizedTest
  @CsvSource({"COSIGN_2, LEGACY", "COSIGN_3, BUNDLE"})
  void provenanceByAnotherKeyIsRefused(RealTool cosign, CosignSigner.Form form) {
    String name = name();
    Digest image = SampleImage.oci(stage.behind(name), "latest", name);
    CosignSigner.withNewKey(cosign, folder.resolve(name))
        .attest(form, "slsaprovenance1", folder.resolve("good.json"), stage.behind(name).at(image));
    stage.assertRefused(name, "latest", "attestation");
  }

  @Test
  void signatureAloneIsNoProvenance() {
    String name = name();
    Digest image = SampleImage.oci(stage.behind(name), "latest", name);
    CosignSigner signer =
        CosignSigner.withKeyIn(RealTool.COSIGN_3, folder.resolve(RealTool.COSIGN_3.program()));
    signer.sign(CosignSigner.Form.LEGACY, stage.behind(name).at(image));
    signer.sign(CosignSigner.Form.BUNDLE, stage.behind(name).at(image));
    stage.assertRefused(name, "latest", "attestation");
  }

  @Test
  void attestationOfAnotherTypeIsNoProvenance() {
    String name = name();
    Digest image = SampleImage.oci(stage.behind(name), "latest", name);
    CosignSigner.withKeyIn(RealTool.COSIGN_2, folder.resolve(RealTool.COSIGN_2.program()))
        .attest(
            CosignSigner.Form.LEGACY,
            "https://example.test/other",
            folder.resolve("good.json"),
            stage.behind(name).at(image));
    stage.assertRefused(name, "latest", "attestation");
  }

  private static CosignSigner signer(RealTool cosign) {
    return CosignSigner.withNewKey(cosign, folder.resolve(cosign.program()));
  }

  private static String name() {
    return "prod/attested%04d".formatted(COUNT.incrementAndGet());
  }

  private static String provenance(String buildType) {
    return """
    {"buildDefinition":{"buildType":"%s","externalParameters":{}},\
    "runDetails":{"builder":{"id":"https://example.test/builder"}}}\
    """
        .formatted(buildType);
  }
}
