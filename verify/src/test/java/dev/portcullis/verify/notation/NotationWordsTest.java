package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.refusal;
import static dev.portcullis.verify.notation.NotationFixture.statement;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.x509.Revocation;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationData;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/**
 * What people are told: enough to act on without a debugger (section 7, "What users complain of").
 */
class NotationWordsTest {
  private static final Instant NOW = LabNotary.SIGNED;
  private static final String SIGNER = "CN=signer,OU=release,O=acme,ST=WA,C=US";
  private static final LabHolder REVOCABLE = LabNotary.revocableLeaf().issuedBy(LabNotary.MIDDLE);

  private static LabNotation by(LabHolder leaf) {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, SUBJECT);
  }

  private static String words(TrustPolicyStatement statement, NotationOutcome outcome) {
    return NotationJudge.judge(statement, outcome, NOW).refusal().orElseThrow().sentence();
  }

  private static String words(RevocationStatus status) {
    RevocationQuestion question =
        new RevocationQuestion(REVOCABLE.certificate(), LabNotary.MIDDLE.certificate());
    return words(
        strict("ca:acme"),
        established(
            by(REVOCABLE),
            LabNotary.trust(),
            new RevocationAnswers(Map.of(question.key(), status))));
  }

  @Test
  void strangersRootIsToldWithItsFingerprint() {
    NotationTrust elsewhere =
        new NotationTrust(
            List.of(LabNotary.store("ca:other", LabNotary.TSA_ROOT)), NotationOptions.STRICT);
    assertThat(
            words(
                strict("ca:other"),
                established(by(LabNotary.LEAF), elsewhere, RevocationAnswers.NONE)))
        .isEqualTo(
            "no trust store that the policy names holds a certificate of the chain, expected"
                + " ca:other, found a chain by "
                + SIGNER
                + " from CN=root,O=acme,ST=WA,C=US, SHA-256 "
                + LabNotary.ROOT.certificate().fingerprint()
                + ", which is in no store of type ca");
  }

  @Test
  void storeThatHoldsTheChainAndIsNotNamedIsTold() {
    assertThat(words(strict("ca:other"), established(by(LabNotary.LEAF))))
        .endsWith("expected ca:other, found ca:acme");
  }

  @Test
  void identityThatWasExpectedAndFoundIsTold() {
    assertThat(
            words(
                statement(
                    VerificationLevel.STRICT,
                    VerifyTimestamp.ALWAYS,
                    List.of("x509.subject: C=US, ST=WA, O=acme, OU=security"),
                    "ca:acme"),
                established(by(LabNotary.LEAF))))
        .isEqualTo(
            "the signer is not among the trusted identities, expected"
                + " [C=US, O=acme, OU=security, ST=WA], found "
                + SIGNER);
  }

  /** Notation says only that the certificate is invalid (notation#909). */
  @Test
  void notation909CertificateAndTheBitThatIsWrongAreTold() {
    assertThat(
            refusal(
                    by(
                        LabNotary.leaf()
                            .with(Extension.keyUsage, false, new KeyUsage(128))
                            .issuedBy(LabNotary.MIDDLE)))
                .sentence())
        .isEqualTo("certificate 1 of 3 (" + SIGNER + ") has a key usage that is not critical");
    assertThat(
            refusal(
                    by(
                        LabNotary.leaf()
                            .usage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
                            .issuedBy(LabNotary.MIDDLE)))
                .sentence())
        .isEqualTo("certificate 1 of 3 (" + SIGNER + ") has a key usage with keyEncipherment");
  }

  @Test
  void certificateThatIsNotValidIsTold() {
    Instant end = NOW.minusSeconds(1);
    LabHolder ended = LabNotary.leaf().valid(NOW.minusSeconds(60), end).issuedBy(LabNotary.MIDDLE);
    assertThat(words(strict("ca:acme"), established(by(ended))))
        .isEqualTo(
            "certificate 1 of 3 (%s) is not valid at the time that counts, expected %s to %s, found %s"
                .formatted(SIGNER, NOW.minusSeconds(60), end, NOW));
  }

  /** Notation says "revocation status is unknown" and no more (notation#959). */
  @Test
  void notation959AnswerThatIsMissingIsTold() {
    RevocationQuestion question =
        new RevocationQuestion(REVOCABLE.certificate(), LabNotary.MIDDLE.certificate());
    RevocationStatus unknown =
        Revocation.judge(question, RevocationData.NONE, RevocationRules.DEFAULT, NOW);
    assertThat(words(unknown))
        .startsWith("the revocation status is unknown: certificate ")
        .contains("(" + SIGNER + ")")
        .contains("no answer from OCSP responder " + LabNotary.OCSP)
        .contains("no usable revocation list from " + LabNotary.CRL);
  }

  @Test
  void certificateThatIsRevokedIsTold() {
    assertThat(
            words(
                new RevocationStatus.Revoked(
                    NOW, "keyCompromise", false, Optional.empty(), "CRL " + LabNotary.CRL)))
        .isEqualTo(
            "certificate %s (%s) was revoked at %s (keyCompromise), says CRL %s"
                .formatted(
                    REVOCABLE.certificate().serialNumber().toString(16),
                    SIGNER,
                    NOW,
                    LabNotary.CRL));
  }
}
