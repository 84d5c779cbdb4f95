package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeySignatureTest {
  private static final LabKey KEY = LabKey.p256("release");
  private static final LabArtifact IMAGE = LabArtifact.image("app");
  private static final Subject SUBJECT = IMAGE.in("registry.acme.io/prod/app");

  @Test
  void signatureByConfiguredKeyIsASignatureOfThatKey() {
    Findings findings =
        Verifier.verify(
            SUBJECT,
            SigningLab.evidence(LabSignature.of(IMAGE.digest(), KEY).candidate()),
            SigningLab.trust(KEY),
            Instant.EPOCH);
    assertThat(findings.findings().getFirst().failure()).isEmpty();
    assertThat(findings.verified())
        .singleElement()
        .isInstanceOfSatisfying(
            Verified.Signature.class,
            signature -> {
              assertThat(signature.subject()).isEqualTo(IMAGE.digest());
              assertThat(signature.voucher()).isEqualTo(new Voucher.Key(KEY.fingerprint()));
              assertThat(signature.annotations()).isEqualTo(Map.of());
            });
  }
}
