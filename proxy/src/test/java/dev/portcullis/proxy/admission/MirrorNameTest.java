package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Freshness;
import dev.portcullis.policy.SignedAs;
import dev.portcullis.policy.Terms;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Images that are pulled from a mirror and were signed under their original name. */
class MirrorNameTest {
  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact image = LabArtifact.image("app");

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void imageOfAMirrorThatIsSignedUnderItsOriginalNameIsServed() {
    gate.force(
        Gate.rulebook(terms(new SignedAs.Renamed("registry.test/team", "docker.io/library"))));
    gate.push(APP, "v1", image);
    sign("index.docker.io/library/app");
    assertThat(gate.pull(APP, "v1")).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void signatureOfTheSameBytesForAnotherRepositoryIsRefusedUntilTheRuleAllowsIt() {
    gate.force(Gate.rulebook(terms(new SignedAs.Pulled())));
    gate.push(APP, "v1", image);
    sign("registry.test/team/staging");
    assertThat(gate.pull(APP, "v1"))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.decision().refusal()).isEqualTo(Decision.Refusal.UNVERIFIED);
              assertThat(refused.decision().explanation().summary())
                  .contains("it names 'registry.test/team/staging', not registry.test/team/app");
            });
    gate.force(Gate.rulebook(terms(new SignedAs.Anything())));
    gate.clock.advance(Duration.ofSeconds(6));
    assertThat(gate.pull(APP, "v1")).isInstanceOf(Answer.Serve.class);
  }

  private void sign(String named) {
    String payload =
        """
        {"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},\
        "type":"cosign container image signature"},"optional":null}\
        """
            .formatted(named, image.digest());
    gate.push(
        APP,
        SigningLab.cosignTag(image.digest(), "sig"),
        SigningLab.signatureTag(LabSignature.signing(payload, KEY)));
  }

  private static Terms terms(SignedAs signedAs) {
    return new Terms(Freshness.ANY, 100, Terms.OnUnavailable.REFUSE, signedAs, List.of());
  }
}
