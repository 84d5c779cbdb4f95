package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real signers attach is found, in a registry with the referrers API and in one without. */
@Tag("real")
class RealEvidenceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "COSIGN_2, LEGACY, SimpleSigning, LEGACY_TAG",
    "COSIGN_2, BUNDLE, Bundle, REFERRERS",
    "COSIGN_2, OCI_1_1, SimpleSigning, REFERRERS",
    "COSIGN_3, LEGACY, SimpleSigning, LEGACY_TAG",
    "COSIGN_3, BUNDLE, Bundle, REFERRERS",
    "COSIGN_3, OCI_1_1, SimpleSigning, REFERRERS"
  })
  void cosignsSignatureIsFoundByTheApi(
      RealTool cosign, CosignSigner.Form form, String kind, Origin.Source source) {
    CosignSigner signer = CosignSigner.withNewKey(cosign, folder);
    try (MemoryRegistry registry = MemoryRegistry.start()) {
      Evidence evidence = signed(registry.url(), signer, form);
      assertOne(evidence, kind, source);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "COSIGN_2, LEGACY, SimpleSigning, LEGACY_TAG",
    "COSIGN_2, BUNDLE, Bundle, FALLBACK_TAG",
    "COSIGN_2, OCI_1_1, SimpleSigning, FALLBACK_TAG",
    "COSIGN_3, LEGACY, SimpleSigning, LEGACY_TAG",
    "COSIGN_3, BUNDLE, Bundle, FALLBACK_TAG",
    "COSIGN_3, OCI_1_1, SimpleSigning, FALLBACK_TAG"
  })
  void cosignsSignatureIsFoundByTheTagsOfDistribution(
      RealTool cosign, CosignSigner.Form form, String kind, Origin.Source source) {
    CosignSigner signer = CosignSigner.withNewKey(cosign, folder.resolve("signer"));
    try (RealRegistry registry = RealRegistry.distribution(folder.resolve("registry"))) {
      Evidence evidence = signed(URI.create("http://" + registry.host()), signer, form);
      assertOne(evidence, kind, source);
    }
  }

  @Test
  void skopeoPushesToAndPullsFromTheRegistryInMemory() {
    try (MemoryRegistry registry = MemoryRegistry.start()) {
      Repository repository = new Repository(registry.url(), "samples/pushed");
      Digest digest = SampleImage.oci(repository, "one", "skopeo");
      RealTool.SKOPEO
          .with("copy", "--src-tls-verify=false", "--dest-tls-verify=false")
          .and("docker://" + repository.tagged("one"))
          .and("docker://" + registry.name() + "/copied/here:two")
          .run()
          .mustSucceed();
      assertThat(registry.tagged("copied/here", "two")).contains(digest);
    }
  }

  @Test
  void orasAttachesToTheRegistryInMemory() throws IOException {
    try (MemoryRegistry registry = MemoryRegistry.start()) {
      for (boolean api : new boolean[] {true, false}) {
        registry.referrersApi(api);
        Repository repository = new Repository(registry.url(), "samples/attached-" + api);
        Digest digest = SampleImage.oci(repository, "one", "oras");
        Path file = Files.writeString(folder.resolve("envelope-" + api), "{}" + api);
        RealTool.ORAS
            .with("attach", "--plain-http", "--disable-path-validation")
            .and("--artifact-type", "application/vnd.in-toto+json", repository.at(digest))
            .and(file + ":" + MediaTypes.DSSE)
            .run()
            .mustSucceed();
        Evidence evidence = FoundEvidence.of(registry.url(), repository, digest);
        assertOne(evidence, "Dsse", api ? Origin.Source.REFERRERS : Origin.Source.FALLBACK_TAG);
      }
    }
  }

  private static Evidence signed(URI url, CosignSigner signer, CosignSigner.Form form) {
    Repository repository = new Repository(url, "samples/signed");
    Digest image = SampleImage.oci(repository, "latest", "evidence");
    signer.sign(form, repository.at(image));
    return FoundEvidence.of(url, repository, image);
  }

  private static void assertOne(Evidence evidence, String kind, Origin.Source source) {
    assertThat(evidence.unavailable()).isEmpty();
    assertThat(evidence.candidates()).hasSize(1);
    Candidate candidate = evidence.candidates().getFirst();
    assertThat(candidate.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(candidate.origin().source()).isEqualTo(source);
  }
}
