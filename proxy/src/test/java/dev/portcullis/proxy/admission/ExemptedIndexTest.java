package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.AdmissionTest.as;
import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static dev.portcullis.proxy.admission.Gate.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.Freshness;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.SignedAs;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.Terms;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Children of an index that is exempted, while a source of evidence is silent. */
class ExemptedIndexTest {
  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact signed = LabArtifact.image("signed");
  private final LabArtifact plain = LabArtifact.image("plain");
  private final LabArtifact index = LabArtifact.index(signed, plain);

  @BeforeEach
  void exempt() throws Exception {
    gate.push(APP, "signed", signed);
    gate.push(APP, "plain", plain);
    gate.push(APP, "index", index);
    gate.sign(APP, signed.digest(), KEY);
    Exemption exemption =
        new Exemption(index.digest(), "INC-1", gate.clock.instant().plus(Duration.ofDays(1)));
    Terms terms =
        new Terms(
            Freshness.ANY,
            100,
            Terms.OnUnavailable.REFUSE,
            new SignedAs.Anything(),
            List.of(exemption));
    gate.force(book(terms));
    gate.registry.misbehave(
        seen ->
            seen.operation() == Operation.REFERRERS
                ? Optional.of(Misbehaviour.answer(Reply.of(500)))
                : Optional.empty());
    assertThat(as(Answer.Serve.class, gate.pull(APP, index.digest())).decision().basis())
        .isEqualTo(Decision.Basis.EXEMPTED);
  }

  /** Whatever the revoked key has signed, the other one may have signed, too. */
  private static Rulebook book(Terms terms) throws MalformedException {
    Signer signer =
        new Signer.Keys(
            "release",
            List.of(
                Signer.SignerKey.of(KEY.fingerprint(), "old.pub"),
                Signer.SignerKey.of(OTHER_KEY.fingerprint(), "new.pub")));
    Rule rule =
        new Rule(
            "team",
            List.of(ImagePattern.parse("registry.test/team/**")),
            Mode.ENFORCE,
            Optional.of(new Requirement.Signature(signer)),
            terms);
    Policy policy = Policy.of(List.of(rule), Rule.refuseUnmatched(), Gate.deniedKey(KEY));
    return new Rulebook(policy, SigningLab.trust(KEY, OTHER_KEY), "both");
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void childThatRestsOnARevokedKeyIsNotLetThroughThoughItCannotBeTold() {
    assertThat(as(Answer.Undecided.class, gate.pull(APP, signed.digest())).decision().isRevoked())
        .isTrue();
  }

  @Test
  void childThatRestsOnNothingIsExemptedWithIt() {
    assertThat(as(Answer.Serve.class, gate.pull(APP, plain.digest())).decision().basis())
        .isEqualTo(Decision.Basis.EXEMPTED);
  }
}
