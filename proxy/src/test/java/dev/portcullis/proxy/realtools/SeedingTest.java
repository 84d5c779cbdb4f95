package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the other tests of this package start from is what real tools take it for. */
@Tag("real")
class SeedingTest {
  @TempDir Path folder;

  @Test
  void craneReadsEveryKindOfSampleFromDistribution() {
    try (RealRegistry registry = RealRegistry.distribution(folder)) {
      Repository repository = registry.repository("samples/all");
      Digest image = SampleImage.oci(repository, "oci", "one");
      Digest docker = SampleImage.docker(repository, "docker", "one");
      SampleImage.Index index = SampleImage.index(repository, "index", "one");
      Digest big = SampleImage.padded(repository, "big", "one", 4 << 20);

      assertThat(craneDigest(repository, "oci")).isEqualTo(image.toString());
      assertThat(craneDigest(repository, "docker")).isEqualTo(docker.toString());
      assertThat(craneDigest(repository, "index")).isEqualTo(index.digest().toString());
      assertThat(craneDigest(repository, "big")).isEqualTo(big.toString());
      assertThat(repository.manifest("big")).hasSize(4 << 20);
      RealTool.CRANE.with("validate", "--remote", repository.tagged("index")).run().mustSucceed();
      RealTool.CRANE.with("validate", "--remote", repository.tagged("docker")).run().mustSucceed();
    }
  }

  @Test
  void imageBuiltByCraneIsServedByDistribution() {
    try (RealRegistry registry = RealRegistry.distribution(folder)) {
      Repository repository = registry.repository("samples/crane");
      SampleImage.oci(repository, "base", "two");
      RealTool.CRANE
          .with("mutate", "--label", "a=b", "-t", repository.tagged("mutated"))
          .and(repository.tagged("base"))
          .run()
          .mustSucceed();
      assertThat(craneDigest(repository, "mutated")).isNotEqualTo(craneDigest(repository, "base"));
      assertThat(registry.accessLog()).contains("/v2/samples/crane/manifests/mutated");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "COSIGN_2, LEGACY",
    "COSIGN_2, BUNDLE",
    "COSIGN_2, OCI_1_1",
    "COSIGN_3, LEGACY",
    "COSIGN_3, BUNDLE",
    "COSIGN_3, OCI_1_1"
  })
  void cosignVerifiesWhatItSignedAndNotWhatAnotherKeySigned(
      RealTool cosign, CosignSigner.Form form) {
    try (RealRegistry registry = RealRegistry.distribution(folder.resolve("registry"))) {
      CosignSigner signer = CosignSigner.withNewKey(cosign, folder.resolve("signer"));
      CosignSigner other = CosignSigner.withNewKey(cosign, folder.resolve("other"));
      Repository repository = registry.repository("samples/signed");
      Digest image = SampleImage.oci(repository, "latest", "three");

      signer.verify(form, repository.at(image)).mustFail();
      signer.sign(form, repository.at(image));
      signer.verify(form, repository.at(image)).mustSucceed();
      other.verify(form, repository.at(image)).mustFail();
    }
  }

  private static String craneDigest(Repository repository, String tag) {
    return RealTool.CRANE.with("digest", repository.tagged(tag)).output().strip();
  }
}
