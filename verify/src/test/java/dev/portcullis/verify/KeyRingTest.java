package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.SigningLab;
import dev.portcullis.verify.sigstore.Bundle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final LabKey[] KEYS = {LabKey.p256("a"), LabKey.p256("b"), LabKey.p256("c")};
  private static final LabKey STRANGER = LabKey.p256("stranger");

  private static UntrustedSignature signature(LabKey by, int length) {
    Bytes signed = Bytes.wrap(new byte[length]);
    return new UntrustedSignature(
        new Claim.Signature(Map.of()),
        new UntrustedSignature.Content.Message(signed),
        by.sign(signed),
        new Bundle.Material.KeyHint(""),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static Optional<Code> vouch(KeyRing ring, UntrustedSignature signature, String hint) {
    Trail trail = new Trail();
    Optional<KeyRing.Match> key = ring.vouch(signature, hint, trail);
    Optional<Failure> failure =
        trail.checks().getLast() instanceof Check.Failed failed
            ? Optional.of(failed.failure())
            : Optional.empty();
    assertThat(key.isPresent()).isEqualTo(failure.isEmpty());
    return failure.map(Failure::code);
  }

  @Test
  void workThatStrangersCandidatesCauseIsBounded() {
    KeyRing ring = new KeyRing(SigningLab.trust(KEYS).keys(), 7);
    assertThat(vouch(ring, signature(STRANGER, 1), "")).contains(Code.UNKNOWN_KEY);
    assertThat(vouch(ring, signature(KEYS[2], 1), "")).isEmpty();
    assertThat(vouch(ring, signature(KEYS[0], 1), "")).contains(Code.LIMIT);
  }

  @Test
  void hintSavesTrials() {
    KeyRing ring = new KeyRing(SigningLab.trust(KEYS).keys(), 2);
    assertThat(vouch(ring, signature(KEYS[1], 1), KEYS[1].hint())).isEmpty();
    assertThat(vouch(ring, signature(KEYS[2], 1), KEYS[2].fingerprint())).isEmpty();
    assertThat(vouch(ring, signature(KEYS[2], 1), KEYS[2].hint())).contains(Code.LIMIT);
  }

  @Test
  void largeCandidatesCostMoreAndLeaveTheRestToSmallOnes() {
    KeyRing ring = new KeyRing(SigningLab.trust(KEYS).keys(), 10);
    int large = 3 * Limits.KEY_TRIAL_BYTES;
    assertThat(vouch(ring, signature(STRANGER, large), "")).contains(Code.LIMIT);
    assertThat(vouch(ring, signature(STRANGER, large / 3), "")).contains(Code.UNKNOWN_KEY);
    assertThat(vouch(ring, signature(KEYS[2], 1), "")).isEmpty();
  }
}
