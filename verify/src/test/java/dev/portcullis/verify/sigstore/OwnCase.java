package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabOwner;
import dev.portcullis.verify.lab.SigningLab;
import dev.portcullis.verify.x509.RevocationAnswers;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One image, one root of own authorities, and what the verifier says about one candidate. */
final class OwnCase {
  static final SigstoreRoot ROOT = LabOwner.root(LabOwner.ROOT);
  static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private OwnCase() {}

  static Candidate layer(LabHolder leaf, LabHolder... chain) {
    return LabOwner.layer(IMAGE.digest(), leaf, chain).candidate();
  }

  static Candidate bundle(LabHolder leaf, LabHolder... chain) {
    return LabOwner.bundle(IMAGE.digest(), leaf, chain).candidate();
  }

  static Findings verify(
      Candidate candidate, RevocationAnswers answers, Instant now, SigstoreRoot root) {
    return Verifier.verify(
        SUBJECT,
        SigningLab.evidence(candidate).withRevocation(answers),
        new TrustMaterial(List.of(), Map.of(root.name(), root)),
        now);
  }

  static Voucher.Owned assertVerified(Candidate candidate) {
    return assertVerified(candidate, NOW, ROOT).voucher() instanceof Voucher.Owned owned
        ? owned
        : org.assertj.core.api.Assertions.fail("by another voucher");
  }

  static Verified assertVerified(Candidate candidate, Instant now, SigstoreRoot root) {
    Findings findings = verify(candidate, RevocationAnswers.NONE, now, root);
    assertThat(findings.findings().getFirst().failure().map(Failure::sentence)).isEmpty();
    assertThat(findings.verified()).hasSize(1);
    return findings.verified().getFirst();
  }

  static void assertRefused(Candidate candidate, Code code, String message) {
    assertRefused(candidate, code, message, NOW, ROOT);
  }

  static void assertRefused(
      Candidate candidate, Code code, String message, Instant now, SigstoreRoot root) {
    Findings findings = verify(candidate, RevocationAnswers.NONE, now, root);
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.revocation()).isEmpty();
    List<Check> checks = findings.findings().getFirst().checks();
    assertThat(checks.subList(0, checks.size() - 1)).allMatch(Check.Passed.class::isInstance);
    assertThat(checks.getLast())
        .isInstanceOfSatisfying(
            Check.Failed.class,
            failed -> {
              assertThat(failed.failure().sentence()).contains(message);
              assertThat(failed.failure().code()).isEqualTo(code);
            });
  }
}
