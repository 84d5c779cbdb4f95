package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static dev.portcullis.proxy.admission.Gate.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Mode;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A revocation reaches the bytes that it names, whichever way somebody asks for them. */
class RevokedBytesTest {
  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact image = LabArtifact.image("app");

  @AfterEach
  void close() {
    gate.close();
  }

  private static DenyList bySha512(LabArtifact artifact) {
    return Gate.denied(Digest.of(Digest.Algorithm.SHA512, artifact.manifest().raw()));
  }

  private static void assertRevoked(Answer answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused ->
                assertThat(refused.decision().refusal()).isEqualTo(Decision.Refusal.REVOKED));
  }

  private LabArtifact pushIndex(Mode mode, DenyList denied) {
    LabArtifact index = LabArtifact.index(image);
    gate.push(APP, "child", image);
    gate.push(APP, "index", index);
    gate.force(Gate.rulebook(mode, denied));
    return index;
  }

  @Test
  void revocationByTheOtherDigestReachesWhatIsInMemory() {
    gate.push(APP, "1.0", image);
    gate.sign(APP, image.digest(), KEY);
    assertThat(gate.pull(APP, image.digest())).isInstanceOf(Answer.Serve.class);
    gate.force(Gate.rulebook(Mode.ENFORCE, bySha512(image)));
    assertRevoked(gate.pull(APP, image.digest()));
  }

  @Test
  void revocationByTheOtherDigestReachesTheChildOfAnAdmittedIndex() {
    LabArtifact index = pushIndex(Mode.ENFORCE, bySha512(image));
    gate.sign(APP, index.digest(), KEY);
    assertThat(gate.pull(APP, index.digest())).isInstanceOf(Answer.Serve.class);
    assertRevoked(gate.pull(APP, image.digest()));
  }

  @Test
  void revocationByTheOtherDigestReachesEvidence() {
    LabArtifact evidence = SigningLab.signatureTag(LabSignature.of(image.digest(), KEY));
    gate.push(APP, SigningLab.cosignTag(image.digest(), "sig"), evidence);
    assertThat(gate.pull(APP, evidence.digest())).isInstanceOf(Answer.Serve.class);
    gate.force(Gate.rulebook(Mode.ENFORCE, bySha512(evidence)));
    assertRevoked(gate.pull(APP, evidence.digest()));
  }

  @Test
  void indexThatWasOnlyLetThroughCarriesNoRevokedChild() {
    LabArtifact index = pushIndex(Mode.WARN, Gate.deniedKey(KEY));
    gate.sign(APP, image.digest(), KEY);
    assertThat(gate.pull(APP, index.digest())).isInstanceOf(Answer.Serve.class);
    assertRevoked(gate.pull(APP, image.digest()));
    assertRevoked(gate.pull(APP, image.digest()));
  }

  @Test
  void indexThatWasOnlyLetThroughCarriesAnUnsignedChild() {
    LabArtifact index = pushIndex(Mode.WARN, DenyList.empty());
    assertThat(gate.pull(APP, index.digest())).isInstanceOf(Answer.Serve.class);
    assertThat(gate.pull(APP, image.digest())).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void manifestOfOneRepositoryIsNotServedForAnotherThatLacksIt() {
    gate.push(APP, "1.0", image);
    gate.force(Gate.rulebook(Mode.WARN, DenyList.empty()));
    assertThat(gate.pull(APP, image.digest())).isInstanceOf(Answer.Serve.class);
    assertThat(gate.pull(OTHER, image.digest())).isNotInstanceOf(Answer.Serve.class);
  }
}
