package dev.portcullis.verify;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final Candidate GOOD = LabSignature.of(IMAGE.digest(), KEY).candidate();
  private static final Candidate BAD = LabSignature.of(IMAGE.digest(), STRANGER).candidate();

  private static Findings verify(List<Candidate> candidates, LabKey... keys) {
    return Verifier.verify(
        SUBJECT, new Evidence(candidates, List.of()), SigningLab.trust(keys), Instant.EPOCH);
  }

  @Test
  void noEvidenceGivesNoFindings() {
    assertThat(verify(List.of(), KEY)).isEqualTo(new Findings(List.of(), List.of(), List.of()));
  }

  @Test
  void unavailableSourcesArePassedOn() {
    Unavailable down = new Unavailable("referrers API of registry.acme.io", "timed out");
    Findings findings =
        Verifier.verify(
            SUBJECT, new Evidence(List.of(), List.of(down)), SigningLab.trust(KEY), Instant.EPOCH);
    assertThat(findings.unavailable()).containsExactly(down);
  }

  @Test
  void badCandidatesDoNotPoisonGoodOnesAndEachHasItsFinding() {
    Candidate unusable =
        new Candidate.Unusable(
            GOOD.origin(), Failure.of(Code.LIMIT, "the layer is over the limit"));
    Candidate malformed = LabSignature.signing("{", KEY).candidate();
    Findings findings = verify(List.of(unusable, BAD, malformed, GOOD, BAD), KEY);
    assertThat(findings.verified()).hasSize(1);
    assertThat(findings.findings().stream().map(Finding::failure).map(f -> f.map(Failure::code)))
        .containsExactly(
            Optional.of(Code.LIMIT),
            Optional.of(Code.UNKNOWN_KEY),
            Optional.of(Code.MALFORMED),
            Optional.empty(),
            Optional.of(Code.UNKNOWN_KEY));
  }

  @Test
  void everySignerThatVouchesGivesItsOwnFact() {
    Candidate second = LabSignature.of(IMAGE.digest(), STRANGER).candidate();
    Findings findings = verify(List.of(GOOD, second), KEY, STRANGER);
    assertThat(findings.verified().stream().map(Verified::voucher))
        .containsExactly(
            new Voucher.Key(KEY.fingerprint()), new Voucher.Key(STRANGER.fingerprint()));
  }

  @Test
  void candidatesPastTheLimitAreNotLookedAtButNamed() {
    Candidate unusable =
        new Candidate.Unusable(GOOD.origin(), Failure.of(Code.MALFORMED, "no layer"));
    List<Candidate> many =
        new ArrayList<>(Collections.nCopies(Limits.CANDIDATES_READ - 1, unusable));
    many.add(GOOD);
    assertThat(verify(many, KEY).verified()).hasSize(1);
    many.addFirst(unusable);
    Findings findings = verify(many, KEY);
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings()).hasSize(Limits.CANDIDATES_READ + 1);
    assertThat(findings.findings().getLast().failure().map(Failure::code)).contains(Code.LIMIT);
  }

  @Test
  void findingsHaveNamesForPeople() {
    Candidate attestation =
        LabEnvelope.of(LabStatement.about(IMAGE.digest(), "a"), KEY).candidate();
    assertThat(verify(List.of(GOOD, attestation), KEY).findings().stream().map(Finding::form))
        .containsExactly("cosign signature", "attestation");
  }
}
