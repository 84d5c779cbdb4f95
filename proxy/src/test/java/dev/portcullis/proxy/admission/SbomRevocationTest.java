package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.DenyList;
import dev.portcullis.verify.lab.LabArtifact;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The digest of a signed SBOM on the deny list. */
class SbomRevocationTest {
  private static final Bytes CLEAN =
      Bytes.utf8("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"musl\"}]}");

  @Test
  void verdictThatRestsOnASbomEndsWhenTheSbomIsRevoked() throws Exception {
    try (Gate gate = new Gate(Optional.empty())) {
      LabArtifact image = LabArtifact.image("app");
      gate.push(Gate.APP, "latest", image);
      Digest sbom = LargeSbomTest.refer(gate.registry, image.digest(), CLEAN);
      gate.force(LargeSbomPuller.rulebook(DenyList.empty()));
      assertThat(gate.pull(Gate.APP, image.digest())).isInstanceOf(Answer.Serve.class);
      gate.force(LargeSbomPuller.rulebook(Gate.denied(sbom)));
      assertThat(gate.pull(Gate.APP, image.digest()))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused ->
                  assertThat(refused.decision().explanation().toString())
                      .contains("for an SBOM artifact, which is revoked (test)"));
    }
  }
}
