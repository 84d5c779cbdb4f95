package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.lab.LabSignature;
import java.util.Optional;

/** Whatever the evidence is, it ends in one finding: a fact or the reason why not. */
class VerdictFuzzTest {
  private static final Origin ORIGIN = new Origin(Origin.Source.FILE, Optional.empty(), 0);
  private static final LabSignature LAYER =
      KeylessCase.SIGSTORE.signer().layer(KeylessCase.IMAGE.digest());

  private static void assertOneFinding(Candidate candidate) {
    Findings findings = KeylessCase.verify(candidate);
    assertThat(findings.findings()).hasSize(1);
    assertThat(findings.findings().getFirst().failure().isPresent())
        .isEqualTo(findings.verified().isEmpty());
  }

  @FuzzTest
  void bundle(byte[] json) {
    assertOneFinding(new Candidate.Bundle(ORIGIN, Bytes.copyOf(json)));
  }

  @FuzzTest
  void logBundleOfALayer(byte[] annotation) {
    LabSignature changed =
        LAYER.withAnnotation("dev.sigstore.cosign/bundle", Bytes.copyOf(annotation).toUtf8());
    assertOneFinding(new Candidate.SimpleSigning(ORIGIN, changed.payload(), changed.annotations()));
  }
}
