package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.AdmissionTest.as;
import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static dev.portcullis.proxy.admission.Gate.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Terms;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code onUnavailable: {admitIfSeen: 24h}} while nobody can be asked for evidence. */
class SeenBeforeTest {
  private static final Terms TERMS = Terms.USUAL.admittingIfSeen(Duration.ofHours(24));
  private static final DenyList NOTHING = DenyList.empty();

  private final Path state;
  private final Gate gate;
  private final LabArtifact image = LabArtifact.image("app");
  private final LabArtifact child = LabArtifact.image("child");
  private final LabArtifact index = LabArtifact.index(child);
  private int revision;

  SeenBeforeTest(@TempDir Path state) {
    this.state = state;
    this.gate = new Gate(Optional.of(state));
  }

  @BeforeEach
  void admitted() {
    gate.force(book(TERMS, NOTHING, KEY));
    gate.push(APP, "v1", image);
    gate.sign(APP, image.digest(), KEY);
    as(Answer.Serve.class, gate.pull(APP, image.digest()));
  }

  @AfterEach
  void close() {
    gate.close();
  }

  /** A rulebook with the same rule; each time the rest of the policy is another one. */
  private Rulebook book(Terms terms, DenyList denied, LabKey key) {
    Rulebook book = Gate.rulebook(Mode.ENFORCE, terms, denied, key);
    revision++;
    Policy policy =
        Policy.of(
            List.of(book.policy().rules().getFirst(), Gate.openRule("unrelated-" + revision)),
            Rule.refuseUnmatched(),
            denied);
    return new Rulebook(policy, book.trust(), book.trustRevision());
  }

  private void silence() {
    gate.registry.misbehave(
        seen ->
            seen.operation() == Operation.REFERRERS || seen.uri().contains("/manifests/sha256-")
                ? Optional.of(Misbehaviour.answer(Reply.of(500)))
                : Optional.empty());
  }

  /** Waits until the store, which is written behind, knows of the admission. */
  private Answer.Serve seen() {
    Answer answer = gate.pull(APP, image.digest());
    for (int i = 0; i < 600 && !(answer instanceof Answer.Serve); i++) {
      LockSupport.parkNanos(50_000_000);
      answer = gate.pull(APP, image.digest());
    }
    return as(Answer.Serve.class, answer);
  }

  private Decision.Admit seenUnderAnotherRevision() {
    silence();
    gate.force(book(TERMS, NOTHING, KEY));
    return seen().decision();
  }

  private void isUndecided() {
    as(Answer.Undecided.class, gate.pull(APP, image.digest()));
  }

  @Test
  void digestThatWasAdmittedUnderTheSameRuleIsAdmittedAndSaysWhen() {
    Decision.Admit admit = seenUnderAnotherRevision();
    assertThat(admit.basis()).isEqualTo(Decision.Basis.SEEN);
    assertThat(admit.explanation().summary())
        .contains("met the rule at 2026-06-01T00:00:00Z", "could not be asked");
    assertThat(Outcome.of(admit)).isEqualTo(Outcome.ADMIT);
  }

  @Test
  void itSurvivesARestart() {
    seenUnderAnotherRevision();
    gate.restart(state);
    gate.force(book(TERMS, NOTHING, KEY));
    assertThat(seen().decision().basis()).isEqualTo(Decision.Basis.SEEN);
  }

  @Test
  void itEndsAfterTheTimeAndDoesNotProlongItself() {
    seenUnderAnotherRevision();
    gate.clock.advance(Duration.ofHours(23));
    assertThat(seen().decision().basis()).isEqualTo(Decision.Basis.SEEN);
    gate.clock.advance(Duration.ofHours(1).plusSeconds(1));
    isUndecided();
  }

  @Test
  void pullsOfAVerdictThatStandsRenewIt() {
    seenUnderAnotherRevision();
    gate.registry.behave();
    gate.force(book(TERMS, NOTHING, KEY));
    gate.clock.advance(Duration.ofHours(20));
    assertThat(as(Answer.Serve.class, gate.pull(APP, image.digest())).decision().basis())
        .isEqualTo(Decision.Basis.VERIFIED);
    gate.clock.advance(Duration.ofHours(20));
    assertThat(as(Answer.Serve.class, gate.pull(APP, image.digest())).decision().basis())
        .isEqualTo(Decision.Basis.VERIFIED);
    silence();
    gate.clock.advance(Duration.ofHours(10));
    gate.force(book(TERMS, NOTHING, KEY));
    assertThat(seen().decision().explanation().summary()).contains("at 2026-06-02T16:00:00Z");
  }

  @Test
  void revokedDigestKeyOrSignerIsNotAdmitted() {
    seenUnderAnotherRevision();
    gate.force(book(TERMS, Gate.denied(image.digest()), KEY));
    as(Answer.Refused.class, gate.pull(APP, image.digest()));
    gate.force(book(TERMS, Gate.deniedKey(KEY), KEY));
    assertThat(gate.pull(APP, image.digest())).isNotInstanceOf(Answer.Serve.class);
    gate.force(book(TERMS, DenyList.of(Map.of(), Map.of("release", "stolen"), Map.of()), KEY));
    assertThat(gate.pull(APP, image.digest())).isNotInstanceOf(Answer.Serve.class);
  }

  @Test
  void ruleThatDemandsSomethingElseNowIsNotMetByWhatWasSeen() {
    seenUnderAnotherRevision();
    gate.force(book(TERMS, NOTHING, OTHER_KEY));
    isUndecided();
    gate.force(book(Terms.USUAL.admittingIfSeen(Duration.ofDays(2)), NOTHING, KEY));
    isUndecided();
    gate.force(book(Terms.USUAL, NOTHING, KEY));
    isUndecided();
  }

  @Test
  void otherTrustAnchorsForgetWhatWasSeen() {
    seenUnderAnotherRevision();
    Rulebook same = book(TERMS, NOTHING, KEY);
    gate.force(new Rulebook(same.policy(), same.trust(), "another"));
    isUndecided();
  }

  @Test
  void whatWasRefusedSinceIsForgotten() {
    gate.registry.misbehave(
        asked ->
            asked.operation() == Operation.REFERRERS || asked.uri().contains("/manifests/sha256-")
                ? Optional.of(
                    Misbehaviour.answer(Reply.error(404, "MANIFEST_UNKNOWN", "no signature")))
                : Optional.empty());
    gate.force(book(TERMS, NOTHING, KEY));
    gate.clock.advance(Duration.ofMinutes(1));
    as(Answer.Refused.class, gate.pull(APP, image.digest()));
    silence();
    gate.clock.advance(Duration.ofMinutes(1));
    gate.restart(state);
    gate.force(book(TERMS, NOTHING, KEY));
    isUndecided();
  }

  @Test
  void anotherDigestOrRepositoryIsNotAdmittedWithIt() {
    seenUnderAnotherRevision();
    LabArtifact other = LabArtifact.image("other");
    gate.push(APP, "other", other);
    gate.push(Gate.OTHER, "v1", image);
    as(Answer.Undecided.class, gate.pull(APP, other.digest()));
    as(Answer.Undecided.class, gate.pull(Gate.OTHER, image.digest()));
  }

  @Test
  void childOfAnIndexThatWasSeenIsServed() {
    gate.push(APP, "child", child);
    gate.push(APP, "index", index);
    gate.sign(APP, index.digest(), KEY);
    as(Answer.Serve.class, gate.pull(APP, index.digest()));
    as(Answer.Serve.class, gate.pull(APP, child.digest()));
    seenUnderAnotherRevision();
    Answer.Serve served = as(Answer.Serve.class, gate.pull(APP, child.digest()));
    assertThat(served.decision().basis()).isEqualTo(Decision.Basis.SEEN);
    gate.force(book(TERMS, Gate.denied(index.digest()), KEY));
    assertThat(gate.pull(APP, child.digest())).isNotInstanceOf(Answer.Serve.class);
  }

  @Test
  void blobOfAManifestThatWasSeenIsRelayed() {
    seenUnderAnotherRevision();
    as(Answer.Relay.class, gate.blob(APP, Gate.layerOf(image)));
  }
}
