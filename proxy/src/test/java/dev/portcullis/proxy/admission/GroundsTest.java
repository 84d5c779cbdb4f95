package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static dev.portcullis.proxy.admission.Gate.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an answer says that it rests on. */
class GroundsTest {
  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact image = LabArtifact.image("app");

  @AfterEach
  void close() {
    gate.close();
  }

  private static Digest sha512(LabArtifact artifact) {
    return Digest.of(Digest.Algorithm.SHA512, artifact.manifest().raw());
  }

  @Test
  void admissionNamesTheKeyTheEvidenceAndTheRevision() {
    Digest signature = pushSigned(image, KEY);

    Answer.Serve served = (Answer.Serve) gate.pull(APP, image.digest());

    assertThat(served.grounds().chain()).containsExactlyInAnyOrder(image.digest(), sha512(image));
    assertThat(served.grounds().signers()).containsExactly("release");
    assertThat(served.grounds().keys()).containsExactly(KEY.fingerprint());
    assertThat(served.grounds().evidence()).containsExactly(signature);
    assertThat(served.grounds().revision()).isEqualTo(gate.admission().rulebook().revision());
    assertThat(served.grounds().platform()).isEmpty();
  }

  @Test
  void childRestsOnItsIndexAndHasThePlatformThatTheIndexStates() {
    LabArtifact child = LabArtifact.image("child");
    LabArtifact index = LabArtifact.index(child);
    gate.push(APP, "child", child);
    Digest signature = pushSigned(index, KEY);
    gate.pull(APP, index.digest());

    Answer.Serve served = (Answer.Serve) gate.pull(APP, child.digest());

    assertThat(served.grounds().chain())
        .containsExactlyInAnyOrder(index.digest(), sha512(index), child.digest(), sha512(child));
    assertThat(served.grounds().evidence()).containsExactly(signature);
    assertThat(served.grounds().platform())
        .isEqualTo(index.manifest().references().findFirst().orElseThrow().platform());
  }

  @Test
  void refusalNamesTheEvidenceThatWasLookedAtAndRestsOnNobody() {
    Digest signature = pushSigned(image, OTHER_KEY);

    Answer.Refused refused = (Answer.Refused) gate.pull(APP, image.digest());

    assertThat(refused.grounds().evidence()).containsExactly(signature);
    assertThat(refused.grounds().signers()).isEmpty();
    assertThat(refused.grounds().keys()).isEmpty();
  }

  private Digest pushSigned(LabArtifact artifact, LabKey key) {
    LabArtifact signature = SigningLab.signatureTag(LabSignature.of(artifact.digest(), key));
    gate.push(APP, "v1", artifact);
    gate.push(APP, SigningLab.cosignTag(artifact.digest(), "sig"), signature);
    return signature.digest();
  }
}
