package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.AdmissionTest.as;
import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Mode;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.verify.lab.LabArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
  @TempDir private Path state;

  @Test
  void pullThatSpansARestartGoesOnWithoutEvidence() {
    try (Gate gate = new Gate(Optional.of(state))) {
      LabArtifact child = LabArtifact.image("child");
      LabArtifact index = LabArtifact.index(child);
      gate.push(APP, "child", child);
      gate.push(APP, "v1", index);
      gate.sign(APP, index.digest(), KEY);
      as(Answer.Serve.class, gate.pull(APP, index.digest()));
      as(Answer.Serve.class, gate.pull(APP, child.digest()));

      gate.restart(state);
      gate.registry.log().clear();
      as(Answer.Relay.class, gate.blob(APP, Gate.layerOf(child)));
      as(Answer.Serve.class, gate.pull(APP, child.digest()));
      assertThat(gate.admission().verifications()).isZero();
      assertThat(gate.registry.log().count(Operation.REFERRERS)).isZero();
    }
  }

  @Test
  void verdictOnDiskIsNotBelievedUnderAnotherPolicy() {
    try (Gate gate = new Gate(Optional.of(state))) {
      LabArtifact image = LabArtifact.image("app");
      gate.push(APP, "v1", image);
      gate.sign(APP, image.digest(), KEY);
      as(Answer.Serve.class, gate.pull(APP, image.digest()));

      gate.restart(state);
      gate.force(Gate.rulebook(Mode.ENFORCE, DenyList.empty(), Gate.OTHER_KEY));
      as(Answer.Refused.class, gate.pull(APP, image.digest()));
      as(Answer.Refused.class, gate.blob(APP, Gate.layerOf(image)));
    }
  }

  @Test
  void verdictOnDiskIsNotBelievedOnceItsKeyIsRevoked() {
    try (Gate gate = new Gate(Optional.of(state))) {
      LabArtifact image = LabArtifact.image("app");
      gate.push(APP, "v1", image);
      gate.sign(APP, image.digest(), KEY);
      as(Answer.Serve.class, gate.pull(APP, image.digest()));

      gate.restart(state);
      gate.force(Gate.rulebook(Mode.ENFORCE, Gate.deniedKey(KEY)));
      as(Answer.Refused.class, gate.pull(APP, image.digest()));
    }
  }

  @Test
  void refusalIsNotKeptOnDisk() {
    try (Gate gate = new Gate(Optional.of(state))) {
      LabArtifact image = LabArtifact.image("app");
      gate.push(APP, "v1", image);
      as(Answer.Refused.class, gate.pull(APP, image.digest()));
      gate.sign(APP, image.digest(), KEY);
      gate.restart(state);
      as(Answer.Serve.class, gate.pull(APP, image.digest()));
    }
  }

  @Test
  void damagedStoreIsReportedWithItsPlace() throws IOException {
    Files.writeString(state.resolve("state.db"), "this is not a database, whatever its name says");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> StateStore.open(state, java.time.Instant.EPOCH))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(state.toString());
  }
}
