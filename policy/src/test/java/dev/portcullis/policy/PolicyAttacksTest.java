package dev.portcullis.policy;

import static dev.portcullis.policy.Scene.NOW;
import static dev.portcullis.policy.Scene.OTHER;
import static dev.portcullis.policy.Scene.by;
import static dev.portcullis.policy.Scene.fingerprint;
import static dev.portcullis.policy.Scene.rule;
import static dev.portcullis.policy.Scene.signer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Known attacks that concern decisions (sigstore spec notes, 6), one test each. */
class PolicyAttacksTest {
  private static Requirement within(Optional<Instant> from, Optional<Instant> to) {
    return by(
        new Signer.Keys(
            "release",
            List.of(new Signer.SignerKey(fingerprint("release.pub"), "release.pub", from, to))));
  }

  private static boolean admitted(Requirement requirement) {
    Decision decision = new Scene().signed("release.pub").decide(rule(Mode.ENFORCE, requirement));
    return decision instanceof Decision.Admit;
  }

  @Test
  void cve202654787AKeyVouchesOnlyWithinItsWindow() {
    assertThat(admitted(within(Optional.of(NOW), Optional.of(NOW)))).isTrue();
    assertThat(admitted(within(Optional.of(NOW.plusMillis(1)), Optional.empty()))).isFalse();
    assertThat(admitted(within(Optional.empty(), Optional.of(NOW.minusMillis(1))))).isFalse();
  }

  @Test
  void cve202423332AnOldSignatureOfAKeyWhoseTimeIsOverAdmitsNothing() {
    assertThat(admitted(within(Optional.empty(), Optional.of(NOW.minusSeconds(1))))).isFalse();
  }

  @Test
  void cve202235930NothingThatMatchesIsNotSuccess() {
    Requirement release = by(signer("release"));

    for (Scene scene :
        List.of(
            new Scene(),
            new Scene().signed("stranger.pub"),
            new Scene().signed("release.pub", OTHER),
            new Scene()
                .attested(
                    new Voucher.Key(fingerprint("release.pub")), "https://slsa.dev/provenance/v1"),
            new Scene().failed(Failure.of(Failure.Code.SIGNATURE, "does not verify")))) {
      assertThat(scene.decide(rule(Mode.ENFORCE, release))).isInstanceOf(Decision.Refuse.class);
    }
    assertThat(new Scene().signed("release.pub").decide(rule(Mode.ENFORCE, release)))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void cve202236056EveryDemandIsMadeAndNoneIsLeftOut() {
    Requirement both = new Requirement.All(List.of(by(signer("release")), by(signer("security"))));

    assertThat(new Scene().signed("release.pub").decide(rule(Mode.ENFORCE, both)))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(new Scene().signed("security.pub").decide(rule(Mode.ENFORCE, both)))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(
            new Scene()
                .signed("release.pub")
                .decide(rule(Mode.ENFORCE, new Requirement.All(List.of()))))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void ghsa9vcrOneSignerIsOneHoweverOftenItHasSigned() {
    Requirement two =
        new Requirement.AtLeast(2, List.of(by(signer("release")), by(signer("security"))));

    assertThat(
            new Scene().signed("release.pub").signed("release.pub").decide(rule(Mode.ENFORCE, two)))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(
            new Scene()
                .signed("release.pub")
                .signed("security.pub")
                .decide(rule(Mode.ENFORCE, two)))
        .isInstanceOf(Decision.Admit.class);
  }
}
