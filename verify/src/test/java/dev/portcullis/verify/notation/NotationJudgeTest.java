package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.statement;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.CodeSigningChain.Leniency;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationKey;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** The evaluation of 3.4: each step, each level. */
class NotationJudgeTest {
  private static final Instant NOW = LabNotary.SIGNED.plus(Duration.ofDays(1));
  private static final Instant CHAIN_END = Instant.parse("2034-01-01T00:00:00Z");
  private static final LabHolder REVOCABLE = LabNotary.revocableLeaf().issuedBy(LabNotary.MIDDLE);

  private static LabNotation signer() {
    return signer(LabNotary.LEAF);
  }

  private static LabNotation signer(LabHolder leaf) {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, SUBJECT);
  }

  private static NotationTrust authorities(RevocationMode mode) {
    return new NotationTrust(
        List.of(
            LabNotary.store("ca:acme", LabNotary.ROOT),
            LabNotary.store("signingAuthority:acme", LabNotary.ROOT)),
        new NotationOptions(mode, RevocationRules.DEFAULT, Leniency.NONE, false));
  }

  private static Judgement judge(TrustPolicyStatement statement, LabNotation signer) {
    return NotationJudge.judge(statement, established(signer), NOW);
  }

  @Test
  void goodSignaturePassesUntilItsChainEnds() {
    Judgement judgement = judge(strict("ca:acme"), signer());
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.validUntil()).contains(CHAIN_END);
    assertThat(judgement.steps().stream().map(Judgement.StepResult::step))
        .containsExactly(ValidationStep.values());
  }

  @Test
  void storeThatThePolicyDoesNotNameDoesNotCount() {
    judgedRefused(judge(strict("ca:other"), signer()), Code.UNTRUSTED, "no trust store");
    judgedRefused(
        judge(strict("signingAuthority:acme"), signer()), Code.UNTRUSTED, "expected none");
  }

  @Test
  void listedSubjectPasses() {
    List<String> identities = List.of("x509.subject: C=US, ST=WA, O=acme, OU=release");
    assertThat(
            judge(
                    statement(
                        VerificationLevel.STRICT, VerifyTimestamp.ALWAYS, identities, "ca:acme"),
                    signer())
                .passed())
        .isTrue();
  }

  @Test
  void otherSubjectIsRefused() {
    for (String identity :
        List.of("x509.subject: C=US, ST=WA, O=acme, OU=other", "arn:aws:signer:x")) {
      judgedRefused(
          judge(
              statement(
                  VerificationLevel.STRICT, VerifyTimestamp.ALWAYS, List.of(identity), "ca:acme"),
              signer()),
          Code.UNTRUSTED,
          "found CN=signer,OU=release,O=acme,ST=WA,C=US");
    }
  }

  /** 3.2: only the leaf is matched. */
  @Test
  void subjectOfAnAuthorityIsNotLookedAt() {
    judgedRefused(
        judge(
            statement(
                VerificationLevel.STRICT,
                VerifyTimestamp.ALWAYS,
                List.of("x509.subject: C=US, ST=WA, O=acme, CN=root"),
                "ca:acme"),
            signer()),
        Code.UNTRUSTED,
        "not among the trusted identities");
  }

  /** Section 9, row "expiry boundary": the instant itself is too late. */
  @Test
  void expiryIsReachedAtItsInstant() {
    NotationOutcome outcome = established(signer().expiry(NOW));
    judgedRefused(
        NotationJudge.judge(strict("ca:acme"), outcome, NOW), Code.EXPIRED, "expired at " + NOW);
    Judgement before = NotationJudge.judge(strict("ca:acme"), outcome, NOW.minusNanos(1));
    assertThat(before.passed()).isTrue();
    assertThat(before.validUntil()).contains(NOW.minusNanos(1));
  }

  /** CVE-2024-23332, GHSA-57wx-m636-g3g8: an expired signature passes only where policy says so. */
  @Test
  void cve202423332ExpiryIsRecordedWhereItIsNotEnforced() {
    Judgement judgement =
        judge(
            statement(
                VerificationLevel.PERMISSIVE, VerifyTimestamp.ALWAYS, List.of("*"), "ca:acme"),
            signer().expiry(NOW.minusSeconds(1)));
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.steps().get(2).failure()).isPresent();
    assertThat(judgement.steps().get(2).action()).isEqualTo(ValidationAction.LOG);
  }

  @Test
  void chainThatHasEndedIsRefusedWithoutATimestamp() {
    NotationOutcome outcome = established(signer());
    assertThat(NotationJudge.judge(strict("ca:acme"), outcome, CHAIN_END).passed()).isTrue();
    judgedRefused(
        NotationJudge.judge(strict("ca:acme"), outcome, CHAIN_END.plusSeconds(1)),
        Code.VALIDITY,
        "not valid at the time that counts");
    judgedRefused(
        NotationJudge.judge(strict("ca:acme"), outcome, Instant.parse("2023-12-31T23:59:59Z")),
        Code.VALIDITY,
        "not valid at the time that counts");
  }

  private static Judgement judgeAuthority(LabNotation signer, Instant now) {
    return NotationJudge.judge(
        strict("signingAuthority:acme"),
        established(signer, authorities(RevocationMode.HARD), RevocationAnswers.NONE),
        now);
  }

  @Test
  void wordOfASigningAuthorityOutlivesItsChain() {
    Judgement judgement =
        judgeAuthority(
            signer().signingAuthority(LabNotary.SIGNED), CHAIN_END.plus(Duration.ofDays(1)));
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.validUntil()).isEmpty();
  }

  @Test
  void authorityThatSignedOutsideItsValidityIsRefused() {
    judgedRefused(
        judgeAuthority(signer().signingAuthority(CHAIN_END.plusSeconds(1)), NOW),
        Code.VALIDITY,
        "not valid at the time that counts");
    judgedRefused(
        judgeAuthority(signer().signingAuthority(Instant.parse("2023-01-01T00:00:00Z")), NOW),
        Code.VALIDITY,
        "not valid at the time that counts");
  }

  @Test
  void everyCertificateMustBeValid() {
    LabHolder shortLived =
        LabNotary.leaf()
            .valid(LabNotary.SIGNED, LabNotary.SIGNED.plusSeconds(60))
            .issuedBy(LabNotary.MIDDLE);
    judgedRefused(
        judge(strict("ca:acme"), signer(shortLived)),
        Code.VALIDITY,
        "not valid at the time that counts");
  }

  private static RevocationAnswers answers(RevocationStatus status) {
    RevocationKey key =
        new RevocationQuestion(REVOCABLE.certificate(), LabNotary.MIDDLE.certificate()).key();
    return new RevocationAnswers(Map.of(key, status));
  }

  private static Judgement judge(
      TrustPolicyStatement statement, RevocationStatus status, RevocationMode mode) {
    return NotationJudge.judge(
        statement, established(signer(REVOCABLE), authorities(mode), answers(status)), NOW);
  }

  private static RevocationStatus.Revoked revoked(Optional<Instant> invalidityDate) {
    return new RevocationStatus.Revoked(NOW, "keyCompromise", false, invalidityDate, "CRL x");
  }

  @Test
  void goodStatusPassesUntilItRunsOut() {
    RevocationStatus good = new RevocationStatus.Good(NOW.plusSeconds(60), "OCSP x");
    Judgement judgement = judge(strict("ca:acme"), good, RevocationMode.HARD);
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.validUntil()).contains(NOW.plusSeconds(60));
  }

  @Test
  void statusThatHasRunOutIsUnknown() {
    judgedRefused(
        judge(
            strict("ca:acme"),
            new RevocationStatus.Good(NOW.minusSeconds(1), "OCSP x"),
            RevocationMode.HARD),
        Code.REVOCATION_UNKNOWN,
        "the last answer ran out");
  }

  @Test
  void revokedCertificateIsRefusedInEveryModeThatLooks() {
    for (RevocationMode mode : List.of(RevocationMode.HARD, RevocationMode.SOFT)) {
      judgedRefused(
          judge(strict("ca:acme"), revoked(Optional.empty()), mode),
          Code.REVOKED,
          "was revoked at " + NOW + " (keyCompromise), says CRL x");
    }
    assertThat(judge(strict("ca:acme"), revoked(Optional.empty()), RevocationMode.OFF).passed())
        .isTrue();
  }

  @Test
  void unknownStatusIsRefusedInHardModeOnly() {
    RevocationStatus unknown = RevocationStatus.Unknown.because("nobody answers");
    judgedRefused(
        judge(strict("ca:acme"), unknown, RevocationMode.HARD),
        Code.REVOCATION_UNKNOWN,
        "nobody answers");
    assertThat(judge(strict("ca:acme"), unknown, RevocationMode.SOFT).passed()).isTrue();
  }

  @Test
  void certificateThatNobodyHasAskedAboutIsUnknown() {
    judgedRefused(
        NotationJudge.judge(
            strict("ca:acme"),
            established(
                signer(REVOCABLE), authorities(RevocationMode.HARD), RevocationAnswers.NONE),
            NOW),
        Code.REVOCATION_UNKNOWN,
        "it has not been asked for yet");
  }

  @Test
  void revokedAuthorityIsToldBeforeAnUnknownLeaf() {
    LabHolder middle =
        LabCertificate.authority("C=US,ST=WA,O=acme,CN=middle", LabKey.p256("notary-middle"), 0)
            .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors("http://r.test/crl"))
            .issuedBy(LabNotary.ROOT);
    LabHolder leaf = LabNotary.revocableLeaf().issuedBy(middle);
    RevocationKey key =
        new RevocationQuestion(middle.certificate(), LabNotary.ROOT.certificate()).key();
    judgedRefused(
        NotationJudge.judge(
            strict("ca:acme"),
            established(
                LabNotary.signer(MediaTypes.NOTATION_JWS, SUBJECT, leaf, middle, LabNotary.ROOT),
                authorities(RevocationMode.HARD),
                new RevocationAnswers(Map.of(key, revoked(Optional.empty())))),
            NOW),
        Code.REVOKED,
        "was revoked");
  }

  /** Notation's own behaviour, and safer: a timestamp does not save what was signed before. */
  @Test
  void invalidityDateDoesNotHelpASignerWithoutAuthenticTime() {
    judgedRefused(
        judge(strict("ca:acme"), revoked(Optional.of(NOW)), RevocationMode.HARD),
        Code.REVOKED,
        "was revoked");
  }

  @Test
  void invalidityDateAfterTheAuthenticTimeIsHeeded() {
    RevocationAnswers later = answers(revoked(Optional.of(LabNotary.SIGNED.plusSeconds(1))));
    RevocationAnswers earlier = answers(revoked(Optional.of(LabNotary.SIGNED)));
    LabNotation signer = signer(REVOCABLE).signingAuthority(LabNotary.SIGNED);
    assertThat(
            NotationJudge.judge(
                    strict("signingAuthority:acme"),
                    established(signer, authorities(RevocationMode.HARD), later),
                    NOW)
                .passed())
        .isTrue();
    judgedRefused(
        NotationJudge.judge(
            strict("signingAuthority:acme"),
            established(signer, authorities(RevocationMode.HARD), earlier),
            NOW),
        Code.REVOKED,
        "was revoked");
  }

  /** Section 9, row "fetch URLs when authenticity only logged": never for strangers. */
  @Test
  void nobodyIsAskedAboutAChainThatReachesNoStore() {
    NotationTrust elsewhere =
        new NotationTrust(
            List.of(LabNotary.store("ca:time", LabNotary.TSA_ROOT)), NotationOptions.STRICT);
    NotationOutcome stranger = established(signer(REVOCABLE), elsewhere, RevocationAnswers.NONE);
    assertThat(NotationVerifier.questions(stranger)).isEmpty();
    assertThat(stranger.revocation().getFirst().status())
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown -> assertThat(unknown.cause()).contains("nobody was asked"));
    assertThat(
            NotationVerifier.questions(
                established(
                    signer(REVOCABLE), authorities(RevocationMode.HARD), RevocationAnswers.NONE)))
        .containsExactly(
            new RevocationQuestion(REVOCABLE.certificate(), LabNotary.MIDDLE.certificate()));
    assertThat(
            NotationVerifier.questions(
                established(
                    signer(REVOCABLE), authorities(RevocationMode.OFF), RevocationAnswers.NONE)))
        .isEmpty();
  }

  @Test
  void auditPassesAStrangerAndSaysSo() {
    Judgement judgement =
        judge(
            statement(VerificationLevel.AUDIT, VerifyTimestamp.ALWAYS, List.of("*"), "ca:other"),
            signer());
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.steps().get(1).failure()).isPresent();
    assertThat(judgement.validUntil()).isEmpty();
  }

  @Test
  void permissiveRefusesAStranger() {
    judgedRefused(
        judge(
            statement(
                VerificationLevel.PERMISSIVE, VerifyTimestamp.ALWAYS, List.of("*"), "ca:other"),
            signer()),
        Code.UNTRUSTED,
        "no trust store");
  }

  @Test
  void skippedRevocationIsNotLookedAt() {
    VerificationLevel level =
        VerificationLevel.STRICT.with(Map.of(ValidationStep.REVOCATION, ValidationAction.SKIP));
    Judgement judgement =
        judge(
            statement(level, VerifyTimestamp.ALWAYS, List.of("*"), "ca:acme"),
            revoked(Optional.empty()),
            RevocationMode.HARD);
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.steps().getLast().failure()).isEmpty();
  }

  @Test
  void documentJudgesByTheStatementOfTheRepository() throws Exception {
    TrustPolicyDocument document =
        TrustPolicyDocument.parse(
            Bytes.utf8(
                """
                {"version": "1.0", "trustPolicies": [
                  {"name": "app", "registryScopes": ["registry.acme.io/app"],
                   "signatureVerification": {"level": "strict"}, "trustStores": ["ca:acme"],
                   "trustedIdentities": ["x509.subject: C=US, ST=WA, O=acme"]},
                  {"name": "other", "registryScopes": ["registry.acme.io/other"],
                   "signatureVerification": {"level": "strict"}, "trustStores": ["ca:other"],
                   "trustedIdentities": ["*"]}]}\
                """));
    NotationOutcome outcome = established(signer());
    assertThat(document.judge(RepositoryName.parse("registry.acme.io/app"), outcome, NOW))
        .hasValueSatisfying(judgement -> assertThat(judgement.passed()).isTrue());
    assertThat(document.judge(RepositoryName.parse("registry.acme.io/other"), outcome, NOW))
        .hasValueSatisfying(judgement -> assertThat(judgement.passed()).isFalse());
    assertThat(document.judge(RepositoryName.parse("registry.acme.io/third"), outcome, NOW))
        .isEmpty();
  }
}
