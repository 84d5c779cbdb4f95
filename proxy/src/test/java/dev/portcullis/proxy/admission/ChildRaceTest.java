package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.SigningLab;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to an index while a child that is let in through it is still being fetched. */
class ChildRaceTest {
  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact child = LabArtifact.image("child");
  private final LabArtifact index = LabArtifact.index(child);

  @BeforeEach
  void pushAndAdmitTheIndex() {
    gate.push(APP, "child", child);
    gate.push(APP, "v1", index);
    gate.sign(APP, index.digest(), KEY);
    assertThat(gate.pull(APP, index.digest())).isInstanceOf(Answer.Serve.class);
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void childIsNotKeptAsAdmittedOnTheVerdictThatRefusesItsIndexMeanwhile() {
    AtomicReference<Answer> indexMeanwhile = new AtomicReference<>();
    whileTheChildIsFetched(
        () -> {
          gate.registry.untag(APP.path(), SigningLab.cosignTag(index.digest(), "sig"));
          indexMeanwhile.set(judgedAnew());
        });

    gate.pull(APP, child.digest());

    assertThat(indexMeanwhile.get()).isInstanceOf(Answer.Refused.class);
    assertThat(gate.admission().warm(APP, child.digest(), Caller.proxy())).isNotPresent();
    assertThat(gate.pull(APP, child.digest())).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void childRestsOnTheVerdictThatItsIndexHasNowAndNotOnTheOneBefore() {
    AtomicReference<Answer> indexMeanwhile = new AtomicReference<>();
    whileTheChildIsFetched(() -> indexMeanwhile.set(judgedAnew()));

    Answer first = gate.pull(APP, child.digest());
    Answer second = gate.pull(APP, child.digest());

    String now = ((Answer.Serve) indexMeanwhile.get()).id();
    assertThat(((Answer.Serve) first).id()).isNotEqualTo(now);
    assertThat(((Answer.Serve) second).id()).isEqualTo(now);
  }

  private Answer judgedAnew() {
    gate.admission().forget(APP, new Reference.ByDigest(index.digest()));
    return gate.pull(APP, index.digest());
  }

  /**
   * Does something once, after the index has vouched for the child and before the child is here.
   */
  private void whileTheChildIsFetched(Runnable something) {
    AtomicBoolean done = new AtomicBoolean();
    gate.registry.misbehave(
        seen -> {
          if (seen.uri().endsWith("/manifests/" + child.digest()) && !done.getAndSet(true)) {
            something.run();
          }
          return Optional.empty();
        });
  }
}
