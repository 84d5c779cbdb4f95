package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Instant;
import java.util.List;

/** One image, one trusted key, and what the verifier says about one candidate. */
public final class KeyVerification {
  public static final LabKey KEY = LabKey.p256("release");
  public static final LabKey STRANGER = LabKey.p256("stranger");
  public static final LabArtifact IMAGE = LabArtifact.image("app");
  public static final LabArtifact OTHER_IMAGE = LabArtifact.image("another app");
  public static final Subject SUBJECT = IMAGE.in("registry.acme.io/prod/app");

  private KeyVerification() {}

  /** The findings about one candidate under these keys. */
  public static Findings verify(Candidate candidate, LabKey... trusted) {
    return Verifier.verify(
        SUBJECT, SigningLab.evidence(candidate), SigningLab.trust(trusted), Instant.EPOCH);
  }

  /** The one fact, by {@link #KEY}, and a finding whose checks all passed. */
  public static <T extends Verified> T assertVerified(Candidate candidate, Class<T> kind) {
    Findings findings = verify(candidate, STRANGER, KEY);
    assertThat(findings.findings()).hasSize(1);
    Finding finding = findings.findings().getFirst();
    assertThat(finding.failure().map(Failure::sentence)).isEmpty();
    assertThat(finding.checks()).allMatch(Check.Passed.class::isInstance).isNotEmpty();
    assertThat(findings.verified()).singleElement().isInstanceOf(kind);
    Verified fact = findings.verified().getFirst();
    assertThat(fact.subject()).isEqualTo(SUBJECT.digest());
    assertThat(fact.origin()).isEqualTo(candidate.origin());
    assertThat(fact.voucher()).isEqualTo(new Voucher.Key(KEY.fingerprint()));
    return kind.cast(fact);
  }

  /** No fact, and exactly the last check failed, for this reason. */
  public static Failure assertRefused(
      Candidate candidate, Check.Step step, Code code, String message, LabKey... trusted) {
    Findings findings = verify(candidate, trusted.length == 0 ? new LabKey[] {KEY} : trusted);
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings()).hasSize(1);
    List<Check> checks = findings.findings().getFirst().checks();
    assertThat(checks.subList(0, checks.size() - 1)).allMatch(Check.Passed.class::isInstance);
    assertThat(checks.getLast()).isInstanceOf(Check.Failed.class);
    Check.Failed failed = (Check.Failed) checks.getLast();
    assertThat(failed.failure().sentence()).contains(message);
    assertThat(failed.failure().code()).isEqualTo(code);
    assertThat(failed.step()).isEqualTo(step);
    return failed.failure();
  }
}
