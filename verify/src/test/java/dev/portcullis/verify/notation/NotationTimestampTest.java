package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.statement;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.lab.LabTimestamp;
import dev.portcullis.verify.lab.LabTimestamp.SigningCertificateForm;
import dev.portcullis.verify.x509.CodeSigningChain.Leniency;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** Timestamps (4.2): each rule broken alone. */
class NotationTimestampTest {
  private static final Instant STAMPED = LabNotary.SIGNED.plusSeconds(5);
  private static final Instant NOW = LabNotary.SIGNED.plus(Duration.ofDays(1));
  private static final Instant LEAF_END = LabNotary.SIGNED.plusSeconds(60);

  private static LabNotation signer() {
    return LabNotary.signer(MediaTypes.NOTATION_COSE, LabNotary.LEAF, SUBJECT);
  }

  private static LabNotation stamped(Function<Bytes, LabTimestamp> tsa) {
    return signer().timestamp(signature -> tsa.apply(signature).token());
  }

  private static LabNotation stamped() {
    return stamped(signature -> LabNotary.timestamp(signature, STAMPED));
  }

  private static Judgement judge(LabNotation signer) {
    return NotationJudge.judge(strict("ca:acme", "tsa:time"), established(signer), NOW);
  }

  private static void refused(Function<Bytes, LabTimestamp> tsa, String message) {
    judgedRefused(judge(stamped(tsa)), Code.TIMESTAMP, message);
  }

  private static LabTimestamp by(Bytes signature, LabHolder signer, LabHolder... rest) {
    LabTimestamp timestamp = LabTimestamp.of(signer, signature, STAMPED).embed(signer);
    for (LabHolder holder : rest) {
      timestamp.embed(holder);
    }
    return timestamp;
  }

  @Test
  void goodTimestampProvesItsTime() {
    NotationOutcome outcome = established(stamped());
    assertThat(outcome.timestamp())
        .isInstanceOfSatisfying(
            TimestampFact.Proven.class,
            proven -> {
              assertThat(proven.time()).isEqualTo(STAMPED);
              assertThat(proven.accuracy()).isZero();
              assertThat(proven.paths()).hasSize(1);
              assertThat(proven.paths().getFirst().chain())
                  .containsExactly(
                      LabNotary.TSA.certificate(),
                      LabNotary.TSA_MIDDLE.certificate(),
                      LabNotary.TSA_ROOT.certificate());
            });
    assertThat(judge(stamped()).passed()).isTrue();
  }

  @Test
  void missingTimestampIsRefusedWhereAStoreIsNamed() {
    judgedRefused(judge(signer()), Code.TIMESTAMP, "has no timestamp, which the policy demands");
    assertThat(NotationJudge.judge(strict("ca:acme"), established(signer()), NOW).passed())
        .isTrue();
  }

  private static LabNotation shortLived() {
    LabHolder leaf = LabNotary.leaf().valid(LabNotary.SIGNED, LEAF_END).issuedBy(LabNotary.MIDDLE);
    return LabNotary.signer(MediaTypes.NOTATION_COSE, leaf, SUBJECT);
  }

  private static LabNotation shortLived(Function<Bytes, LabTimestamp> tsa) {
    return shortLived().timestamp(signature -> tsa.apply(signature).token());
  }

  @Test
  void timestampOutlivesTheChain() {
    assertThat(judge(shortLived(signature -> LabNotary.timestamp(signature, STAMPED))).passed())
        .isTrue();
  }

  @Test
  void afterCertExpiryDemandsATimestampOnlyThen() {
    TrustPolicyStatement statement =
        statement(
            VerificationLevel.STRICT,
            VerifyTimestamp.AFTER_CERT_EXPIRY,
            List.of("*"),
            "ca:acme",
            "tsa:time");
    NotationOutcome without = established(shortLived());
    Judgement early = NotationJudge.judge(statement, without, LEAF_END);
    assertThat(early.passed()).isTrue();
    assertThat(early.validUntil()).contains(LEAF_END);
    judgedRefused(
        NotationJudge.judge(statement, without, LEAF_END.plusSeconds(1)),
        Code.TIMESTAMP,
        "has no timestamp");
  }

  @Test
  void timestampOutsideTheValidityOfTheChainIsRefused() {
    judgedRefused(
        judge(shortLived(signature -> LabNotary.timestamp(signature, LEAF_END.plusSeconds(1)))),
        Code.VALIDITY,
        "not valid at the time that counts");
    judgedRefused(
        judge(
            shortLived(
                signature -> LabNotary.timestamp(signature, LabNotary.SIGNED.minusSeconds(1)))),
        Code.VALIDITY,
        "not valid at the time that counts");
  }

  @Test
  void accuracyWidensTheTime() {
    assertThat(
            judge(
                    shortLived(
                        signature ->
                            LabNotary.timestamp(signature, LEAF_END.minusSeconds(1))
                                .accuracy(0, 999, 999)))
                .passed())
        .isTrue();
    judgedRefused(
        judge(
            shortLived(
                signature ->
                    LabNotary.timestamp(signature, LEAF_END.minusSeconds(1)).accuracy(1, 1, 1))),
        Code.VALIDITY,
        "not valid at the time that counts");
    judgedRefused(
        judge(
            shortLived(
                signature ->
                    LabNotary.timestamp(signature, LabNotary.SIGNED.plusSeconds(1))
                        .accuracy(1, 1, 1))),
        Code.VALIDITY,
        "not valid at the time that counts");
  }

  /** The policy of ETSI promises one second where the token states no accuracy (RFC 3628). */
  @Test
  void etsiBaselinePolicyMeansASecond() {
    for (String policy : new String[] {"0.4.0.2023.1.1", "0.4.0.2023.1.2"}) {
      Judgement judgement =
          judge(shortLived(signature -> LabNotary.timestamp(signature, LEAF_END).policy(policy)));
      assertThat(judgement.passed()).isEqualTo(policy.endsWith("2"));
    }
  }

  @Test
  void timestampOverAnotherSignatureIsRefused() {
    refused(
        signature -> LabNotary.timestamp(Bytes.utf8("other"), STAMPED),
        "the timestamp is for another signature");
  }

  @Test
  void timestampThatIsNoneIsRefused() {
    judgedRefused(
        judge(signer().timestamp(signature -> Bytes.utf8("nonsense"))),
        Code.TIMESTAMP,
        "the timestamp is malformed");
  }

  @Test
  void storeThatThePolicyDoesNotNameDoesNotCount() {
    judgedRefused(
        NotationJudge.judge(strict("ca:acme", "tsa:other"), established(stamped()), NOW),
        Code.TIMESTAMP,
        "in no trust store that the policy names");
  }

  @Test
  void withoutStoresOfTypeTsaNothingIsProven() {
    NotationTrust trust =
        new NotationTrust(
            List.of(LabNotary.store("ca:acme", LabNotary.ROOT)), NotationOptions.STRICT);
    assertThat(established(stamped(), trust, RevocationAnswers.NONE).timestamp())
        .isInstanceOfSatisfying(
            TimestampFact.Refused.class,
            refused -> assertThat(refused.failure().message()).contains("no trust store of type"));
  }

  /** Section 9, row "several TSA signerInfos". */
  @Test
  void twoSignersAreRefused() {
    refused(
        signature -> LabNotary.timestamp(signature, STAMPED).signers(2), "more than one signer");
  }

  /** CVE-2026-59639: no signer is no signature. */
  @Test
  void cve202659639TimestampWithoutSignersIsRefused() {
    refused(
        signature -> LabNotary.timestamp(signature, STAMPED).signers(0),
        "the timestamp is malformed");
  }

  @Test
  void signingCertificateOfTheFirstVersionAloneIsRefused() {
    refused(
        signature ->
            LabNotary.timestamp(signature, STAMPED).binding(SigningCertificateForm.VERSION_1),
        "does not bind its signer's certificate");
    refused(
        signature -> LabNotary.timestamp(signature, STAMPED).binding(SigningCertificateForm.NONE),
        "does not bind its signer's certificate");
  }

  @Test
  void imprintWithSha1IsRefused() {
    refused(signature -> LabNotary.timestamp(signature, STAMPED).sha1Imprint(), "is not accepted");
  }

  @Test
  void damagedTimestampIsRefused() {
    refused(
        signature -> LabNotary.timestamp(signature, STAMPED).wrongMessageDigest(),
        "message digest is not that of its content");
    refused(
        signature -> LabNotary.timestamp(signature, STAMPED).signedWith(LabKey.p256("impostor")),
        "signature does not verify");
  }

  private static final LabHolder REVOCABLE_TSA =
      LabNotary.tsa()
          .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(LabNotary.CRL))
          .issuedBy(LabNotary.TSA_MIDDLE);

  private static Judgement judge(
      VerificationLevel level, RevocationMode mode, Optional<RevocationStatus> status) {
    RevocationQuestion question =
        new RevocationQuestion(REVOCABLE_TSA.certificate(), LabNotary.TSA_MIDDLE.certificate());
    RevocationAnswers answers =
        status
            .map(known -> new RevocationAnswers(Map.of(question.key(), known)))
            .orElse(RevocationAnswers.NONE);
    NotationTrust trust =
        new NotationTrust(
            List.of(
                LabNotary.store("ca:acme", LabNotary.ROOT),
                LabNotary.store("tsa:time", LabNotary.TSA_ROOT)),
            new NotationOptions(mode, RevocationRules.DEFAULT, Leniency.NONE, false));
    NotationOutcome outcome =
        established(
            stamped(signature -> by(signature, REVOCABLE_TSA, LabNotary.TSA_MIDDLE)),
            trust,
            answers);
    assertThat(NotationVerifier.questions(outcome))
        .isEqualTo(mode == RevocationMode.OFF ? List.of() : List.of(question));
    return NotationJudge.judge(
        statement(level, VerifyTimestamp.ALWAYS, List.of("*"), "ca:acme", "tsa:time"),
        outcome,
        NOW);
  }

  /** CVE-2024-56138, GHSA-45v3-38pc-874v: within this step, whatever is said about revocation. */
  @Test
  void cve202456138RevokedAuthorityIsRefusedEvenWhereRevocationIsSkipped() {
    VerificationLevel skipping =
        VerificationLevel.STRICT.with(Map.of(ValidationStep.REVOCATION, ValidationAction.SKIP));
    Optional<RevocationStatus> revoked =
        Optional.of(
            new RevocationStatus.Revoked(NOW, "keyCompromise", false, Optional.empty(), "CRL x"));
    judgedRefused(judge(skipping, RevocationMode.HARD, revoked), Code.REVOKED, "was revoked");
    judgedRefused(judge(skipping, RevocationMode.SOFT, revoked), Code.REVOKED, "was revoked");
    assertThat(judge(skipping, RevocationMode.OFF, revoked).passed()).isTrue();
  }

  @Test
  void unknownStatusOfTheAuthorityIsRefusedInHardMode() {
    judgedRefused(
        judge(VerificationLevel.STRICT, RevocationMode.HARD, Optional.empty()),
        Code.REVOCATION_UNKNOWN,
        "it has not been asked for yet");
    assertThat(judge(VerificationLevel.STRICT, RevocationMode.SOFT, Optional.empty()).passed())
        .isTrue();
  }

  @Test
  void judgementEndsWithTheAnswerAboutTheAuthority() {
    Instant end = NOW.plusSeconds(60);
    Judgement judgement =
        judge(
            VerificationLevel.STRICT,
            RevocationMode.HARD,
            Optional.of(new RevocationStatus.Good(end, "CRL x")));
    assertThat(judgement.passed()).isTrue();
    assertThat(judgement.validUntil()).contains(end);
  }

  /** 2.4: under a signing authority the token is ignored, good or bad. */
  @Test
  void timestampUnderASigningAuthorityIsIgnored() {
    NotationTrust trust =
        new NotationTrust(
            List.of(LabNotary.store("signingAuthority:acme", LabNotary.ROOT)),
            NotationOptions.STRICT);
    NotationOutcome outcome =
        established(
            signer()
                .signingAuthority(LabNotary.SIGNED)
                .timestamp(signature -> Bytes.utf8("nonsense")),
            trust,
            RevocationAnswers.NONE);
    assertThat(outcome.timestamp()).isEqualTo(new TimestampFact.None());
  }
}
