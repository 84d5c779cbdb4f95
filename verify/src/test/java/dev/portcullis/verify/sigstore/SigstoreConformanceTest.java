package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.BundleVerifier;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.Vouched;
import dev.portcullis.verify.Voucher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases of sigstore-conformance that are at hand, by file and by digest. A case that must fail
 * must fail for a reason that its README gives.
 */
class SigstoreConformanceTest {
  private static final String ROOT = "root";
  private static final String IDENTITY =
      "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
          + ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
  private static final String ISSUER = "https://token.actions.githubusercontent.com";
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    Path cases = SharedFiles.find("conformance/sigstore-bundles");
    if (!Files.isDirectory(cases)) {
      return Stream.of(DynamicTest.dynamicTest("cases", () -> Assumptions.abort("none at hand")));
    }
    List<Path> folders;
    try (Stream<Path> all = Files.list(cases)) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    assertThat(folders).isNotEmpty();
    return folders.stream()
        .flatMap(
            folder ->
                Stream.of(
                    DynamicTest.dynamicTest(name(folder) + " by file", () -> run(folder, false)),
                    DynamicTest.dynamicTest(name(folder) + " by digest", () -> run(folder, true))));
  }

  private static void run(Path folder, boolean byDigest) throws Exception {
    Artifact.File file =
        Artifact.File.of(bytes(folder, "artifact", folder.resolveSibling("a.txt")));
    Artifact artifact = byDigest ? new Artifact.Named(file.digest()) : file;
    if (!name(folder).endsWith("_fail")) {
      assertThat(outcome(folder, artifact).checks()).isNotEmpty();
      assertThat(outcome(folder, artifact).failure()).isEmpty();
      assertThat(outcome(folder, artifact).vouched()).hasSize(1);
      assertThat(outcome(folder, artifact).vouched())
          .allSatisfy(vouched -> assertWanted(folder, vouched));
      return;
    }
    String name = name(folder).replace("_fail", "");
    Optional<String> complaint = ConformanceReasons.complaintAtLoad(name);
    if (complaint.isPresent()) {
      assertThatThrownBy(() -> trust(folder))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining(complaint.get());
      return;
    }
    Set<Code> reasons = ConformanceReasons.of(name);
    BundleVerifier.Outcome outcome = outcome(folder, artifact);
    assertThat(outcome.vouched()).isEmpty();
    assertThat(outcome.failure())
        .hasValueSatisfying(
            failure -> assertThat(failure.code()).as(failure.sentence()).isIn(reasons));
  }

  private static void assertWanted(Path folder, Vouched vouched) throws IOException {
    switch (vouched.voucher()) {
      case Voucher.Key key -> assertThat(Files.exists(folder.resolve("key.pub"))).isTrue();
      case Voucher.Keyless keyless -> {
        assertThat(keyless.identity().subject().value())
            .isEqualTo(text(folder, "identity", IDENTITY));
        assertThat(keyless.identity().issuer()).isEqualTo(text(folder, "issuer", ISSUER));
      }
      case Voucher.Owned owned -> fail("no root here is of own authorities");
      case Voucher.Supposed supposed -> fail("nothing here is supposed");
      case Voucher.Notation notation -> fail("a bundle is no Notary Project signature");
    }
  }

  private static BundleVerifier.Outcome outcome(Path folder, Artifact artifact) throws Exception {
    Bytes bundle = Bytes.wrap(Files.readAllBytes(folder.resolve("bundle.sigstore.json")));
    return BundleVerifier.verify(artifact, bundle, trust(folder), NOW);
  }

  private static TrustMaterial trust(Path folder) throws IOException, MalformedException {
    Bytes root =
        bytes(
            folder,
            "trusted_root.json",
            SharedFiles.find("trust/sigstore-public-good/trusted_root.json"));
    List<TrustedKey> keys = List.of();
    if (Files.exists(folder.resolve("key.pub"))) {
      VerificationKey key = VerificationKey.fromPem(Files.readString(folder.resolve("key.pub")));
      keys = List.of(new TrustedKey(key, new LogDemand.Required(ROOT)));
    }
    return new TrustMaterial(
        keys, Map.of(ROOT, TrustedRootParser.parse(ROOT, root, Thresholds.PUBLIC)));
  }

  private static Bytes bytes(Path folder, String name, Path otherwise) throws IOException {
    Path own = folder.resolve(name);
    return Bytes.wrap(Files.readAllBytes(Files.exists(own) ? own : otherwise));
  }

  private static String text(Path folder, String name, String otherwise) throws IOException {
    Path own = folder.resolve(name);
    return Files.exists(own) ? Files.readString(own).trim() : otherwise;
  }

  private static String name(Path folder) {
    return folder.getFileName().toString();
  }
}
