package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PublicGoodRootTest {
  @Test
  void holdsTheInstancesLogsAndAuthoritiesWithoutWarnings() {
    SigstoreRoot root = PublicGoodRoot.named("public-good");
    assertThat(root.name()).isEqualTo("public-good");
    assertThat(root.warnings()).isEmpty();
    assertThat(root.thresholds()).isEqualTo(Thresholds.PUBLIC);
    assertThat(root.authorities()).hasSize(2);
    assertThat(root.certificateLogs()).hasSize(2);
    assertThat(root.timestampAuthorities()).hasSize(1);
    assertThat(root.logs())
        .extracting(TransparencyLog::origin)
        .containsExactly("rekor.sigstore.dev", "log2025-1.rekor.sigstore.dev");
    assertThat(root.logs())
        .allMatch(log -> log.validFor().contains(Instant.parse("2026-08-01T00:00:00Z")));
  }

  @Test
  void isTheInstancesOwnDocumentByteForByte() throws Exception {
    Path published = SharedFiles.find("trust/sigstore-public-good/trusted_root.json");
    Assumptions.assumeTrue(Files.exists(published), "the published root is not at hand");
    assertThat(PublicGoodRoot.document()).isEqualTo(Bytes.wrap(Files.readAllBytes(published)));
  }
}
