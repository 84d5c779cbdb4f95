package dev.portcullis.policy.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import java.util.Optional;
import java.util.Set;

class PolicyReaderFuzzTest {
  private static final KeyFolder FILES =
      new KeyFolder()
          .withKey("a.pub")
          .withKey("b.pub")
          .with("revoked.yaml", "signers: [{signer: release, reason: lost}]");

  /** A document is a policy or has problems, never neither and never both. */
  @FuzzTest
  void read(byte[] input) {
    try {
      YamlDocument document = YamlDocument.parse("f.yaml", Bytes.copyOf(input));
      Optional<LoadedPolicy> policy = PolicyReader.read(document, FILES);
      if (policy.isPresent() == document.hasProblems()) {
        throw new IllegalStateException("a policy and problems, or neither");
      }
      document.check();
    } catch (DocumentException e) {
      requireReason(e);
    }
  }

  /** A file of revocations is a deny list or has problems. */
  @FuzzTest
  void revoked(byte[] input) {
    try {
      YamlDocument document = YamlDocument.parse("f.yaml", Bytes.copyOf(input));
      RevokedReader.read(document, Set.of("release"));
      document.check();
    } catch (DocumentException e) {
      requireReason(e);
    }
  }

  private static void requireReason(DocumentException e) {
    if (e.problems().isEmpty()) {
      throw new IllegalStateException("refused without a reason", e);
    }
  }
}
