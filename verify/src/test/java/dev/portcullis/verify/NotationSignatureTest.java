package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.lab.LabTimestamp;
import dev.portcullis.verify.lab.SigningLab;
import dev.portcullis.verify.notation.NotationOptions;
import dev.portcullis.verify.notation.NotationTrust;
import dev.portcullis.verify.notation.SigningScheme;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** Notary Project signatures among all evidence: what becomes a fact, and what is asked for. */
class NotationSignatureTest {
  private static final Subject SUBJECT = LabArtifact.image("app").in("registry.acme.io/app");
  private static final Instant NOW = LabNotary.SIGNED.plus(Duration.ofDays(1));
  private static final LabHolder REVOCABLE = LabNotary.revocableLeaf().issuedBy(LabNotary.MIDDLE);
  private static final RevocationQuestion QUESTION =
      new RevocationQuestion(REVOCABLE.certificate(), LabNotary.MIDDLE.certificate());

  private static LabNotation signer(LabHolder leaf) {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, SUBJECT);
  }

  private static Findings verify(Evidence evidence) {
    return Verifier.verify(
        SUBJECT, evidence, SigningLab.trust().withNotation(LabNotary.trust()), NOW);
  }

  private static Findings verify(LabNotation signer) {
    return verify(SigningLab.evidence(LabNotary.candidate(signer)));
  }

  private static void refused(Findings findings, Check.Step step, Failure.Code code) {
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings().getFirst().failure())
        .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(code));
    assertThat(
            findings.findings().getFirst().checks().stream()
                .filter(check -> check instanceof Check.Failed)
                .map(Check::step))
        .first()
        .isEqualTo(step);
  }

  @Test
  void signatureIsAFact() {
    Findings findings = verify(signer(LabNotary.LEAF));
    assertThat(findings.notation()).hasSize(1);
    assertThat(findings.revocation()).isEmpty();
    Verified fact = findings.verified().getFirst();
    assertThat(fact.subject()).isEqualTo(SUBJECT.digest());
    assertThat(fact.signedAt()).isEmpty();
    Voucher.Notation voucher = (Voucher.Notation) fact.voucher();
    assertThat(voucher.fingerprint()).isEqualTo(LabNotary.LEAF.certificate().fingerprint());
    assertThat(voucher.keyFingerprint()).isEqualTo(LabNotary.LEAF.key().fingerprint());
    assertThat(voucher.outcome().scheme()).isEqualTo(SigningScheme.X509);
  }

  @Test
  void timestampIsTheTimeOfSigning() {
    Instant stamped = LabNotary.SIGNED.plusSeconds(3);
    Findings findings =
        verify(
            signer(LabNotary.LEAF)
                .timestamp(signature -> LabNotary.timestamp(signature, stamped).token()));
    assertThat(findings.verified().getFirst().signedAt()).containsExactly(stamped);
  }

  @Test
  void wordOfASigningAuthorityIsTheTimeOfSigning() {
    NotationTrust trust =
        new NotationTrust(
            List.of(LabNotary.store("signingAuthority:acme", LabNotary.ROOT)),
            NotationOptions.STRICT);
    Findings findings =
        Verifier.verify(
            SUBJECT,
            SigningLab.evidence(
                LabNotary.candidate(signer(LabNotary.LEAF).signingAuthority(LabNotary.SIGNED))),
            SigningLab.trust().withNotation(trust),
            NOW);
    assertThat(findings.verified().getFirst().signedAt()).containsExactly(LabNotary.SIGNED);
  }

  @Test
  void withoutTrustStoresItIsNoFact() {
    Findings findings =
        Verifier.verify(
            SUBJECT,
            SigningLab.evidence(LabNotary.candidate(signer(LabNotary.LEAF))),
            SigningLab.trust(),
            NOW);
    refused(findings, Check.Step.CERTIFICATE, Failure.Code.MATERIAL);
    assertThat(findings.notation()).isEmpty();
  }

  /** A trust policy document at level audit may still take it; nothing else may. */
  @Test
  void strangerIsNoFactButAnOutcome() {
    LabHolder stranger = LabNotary.leaf(LabKey.p256("stranger")).selfSigned();
    Findings findings = verify(LabNotary.signer(MediaTypes.NOTATION_JWS, SUBJECT, stranger));
    refused(findings, Check.Step.AUTHENTICITY, Failure.Code.UNTRUSTED);
    assertThat(findings.notation()).hasSize(1);
    assertThat(findings.notation().getFirst().stores()).isEmpty();
  }

  @Test
  void expiredSignatureIsNoFact() {
    refused(verify(signer(LabNotary.LEAF).expiry(NOW)), Check.Step.EXPIRY, Failure.Code.EXPIRED);
  }

  @Test
  void chainPastItsEndNeedsATimestamp() {
    Instant end = LabNotary.SIGNED.plusSeconds(60);
    LabHolder leaf = LabNotary.leaf().valid(LabNotary.SIGNED, end).issuedBy(LabNotary.MIDDLE);
    refused(verify(signer(leaf)), Check.Step.TIMESTAMP, Failure.Code.TIMESTAMP);
    assertThat(
            verify(
                    signer(leaf)
                        .timestamp(
                            signature ->
                                LabNotary.timestamp(signature, end.minusSeconds(1)).token()))
                .verified())
        .hasSize(1);
  }

  /** A policy that demands the timestamp must wait for it; one that does not need not. */
  @Test
  void revocationOfATimestampsAuthorityThatIsNotKnownIsLacking() {
    LabHolder tsa =
        LabNotary.tsa()
            .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(LabNotary.OCSP))
            .issuedBy(LabNotary.TSA_MIDDLE);
    Findings cold =
        verify(
            signer(LabNotary.LEAF)
                .timestamp(
                    signature ->
                        LabTimestamp.of(tsa, signature, LabNotary.SIGNED)
                            .embed(tsa)
                            .embed(LabNotary.TSA_MIDDLE)
                            .token()));
    assertThat(cold.verified()).hasSize(1);
    assertThat(cold.unavailable())
        .singleElement()
        .satisfies(lacking -> assertThat(lacking.cause()).contains("CN=signer,O=time"));
  }

  @Test
  void revocationThatIsNotKnownIsAskedForAndThenKnown() {
    Evidence evidence = SigningLab.evidence(LabNotary.candidate(signer(REVOCABLE)));
    Findings cold = verify(evidence);
    refused(cold, Check.Step.REVOCATION, Failure.Code.REVOCATION_UNKNOWN);
    assertThat(cold.revocation()).containsExactly(QUESTION);
    assertThat(cold.unavailable())
        .singleElement()
        .satisfies(
            lacking -> assertThat(lacking.cause()).contains("it has not been asked for yet"));
    Findings warm =
        verify(
            evidence.withRevocation(
                new RevocationAnswers(
                    Map.of(
                        QUESTION.key(),
                        new RevocationStatus.Good(NOW.plusSeconds(60), "OCSP x")))));
    assertThat(warm.verified()).hasSize(1);
    assertThat(warm.revocation()).containsExactly(QUESTION);
    assertThat(warm.unavailable()).isEmpty();
  }

  @Test
  void revokedSignerIsRefusedForGood() {
    Findings findings =
        verify(
            SigningLab.evidence(LabNotary.candidate(signer(REVOCABLE)))
                .withRevocation(
                    new RevocationAnswers(
                        Map.of(
                            QUESTION.key(),
                            new RevocationStatus.Revoked(
                                NOW, "keyCompromise", false, Optional.empty(), "CRL x")))));
    refused(findings, Check.Step.REVOCATION, Failure.Code.REVOKED);
    assertThat(findings.unavailable()).isEmpty();
  }

  @Test
  void expiredSignatureOfUnknownRevocationIsRefusedForGood() {
    Findings findings = verify(signer(REVOCABLE).expiry(NOW));
    refused(findings, Check.Step.EXPIRY, Failure.Code.EXPIRED);
    assertThat(findings.unavailable()).isEmpty();
  }

  @Test
  void badCandidateDoesNotPoisonAGoodOne() {
    LabHolder stranger = LabNotary.leaf(LabKey.p256("stranger")).selfSigned();
    Findings findings =
        verify(
            SigningLab.evidence(
                LabNotary.candidate(LabNotary.signer(MediaTypes.NOTATION_COSE, SUBJECT, stranger)),
                LabNotary.candidate(signer(LabNotary.LEAF).editingSignature(s -> s.slice(0, 10))),
                LabNotary.candidate(signer(LabNotary.LEAF))));
    assertThat(findings.verified()).hasSize(1);
    assertThat(findings.findings()).hasSize(3);
  }
}
