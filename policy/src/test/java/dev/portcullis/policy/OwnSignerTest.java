package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOwner;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.SigningLab;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;

/** Signers with certificates of an own authority, from the policy file to the decision. */
class OwnSignerTest {
  private static final String OWN = "keyless: {root: own, subject: release@acme.io}";
  private static final Instant NOW = Scene.NOW;
  private static final Instant END = NOW.plusSeconds(3600);
  private static final LabHolder LEAF =
      LabOwner.leaf().valid(NOW.minusSeconds(60), END).issuedBy(LabOwner.MIDDLE);
  private static final LabHolder REVOCABLE =
      LabOwner.leaf()
          .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(LabNotary.OCSP))
          .issuedBy(LabOwner.MIDDLE);

  private static LoadedPolicy load(String signer) throws Exception {
    return new KeyFolder()
        .with("own.pem", LabOwner.pem(LabOwner.ROOT))
        .with("other.pem", LabOwner.pem(LabNotary.ROOT))
        .with("tsa.pem", LabOwner.pem(LabNotary.TSA, LabNotary.TSA_MIDDLE, LabNotary.TSA_ROOT))
        .with("lab.json", LabSigstore.named("lab").trustedRoot().json().toUtf8())
        .read(
            """
            trust:
              sigstore:
                own: {certificates: own.pem, timestampCertificates: tsa.pem}
                other: {certificates: other.pem}
                lab: {trustedRoot: lab.json}
            signers:
              mine: {%s}
              others: {keyless: {root: other, subject: base}}
              instance: {keyless: {root: lab, issuer: "https://i.example", subject: release@acme.io}}
              base: {keyless: {root: own, subject: base}}
            rules:
              - name: prod
                images: ["registry.acme.io/**"]
                require: [{signature: {by: mine}}]
              - name: rest
                images: ["rest.io/**"]
                require: [{any: [{signature: {by: others}}, {signature: {by: instance}}, {signature: {by: base}}]}]
            """
                .formatted(signer));
  }

  private static Findings verify(
      LoadedPolicy loaded, RevocationAnswers answers, LabSignature signature) {
    Evidence evidence = SigningLab.evidence(signature.candidate()).withRevocation(answers);
    return Verifier.verify(Scene.IMAGE, evidence, loaded.trust(), NOW);
  }

  private static LabSignature signed(LabHolder leaf) {
    return LabOwner.layer(Scene.IMAGE.digest(), leaf, LabOwner.MIDDLE);
  }

  private static Decision decide(String signer, RevocationAnswers answers, LabHolder leaf)
      throws Exception {
    LoadedPolicy loaded = load(signer);
    return decide(loaded, verify(loaded, answers, signed(leaf)), DenyList.empty());
  }

  private static Decision decide(LoadedPolicy loaded, Findings findings, DenyList denied) {
    return Evaluator.decide(loaded.policy().rules().getFirst(), denied, Scene.IMAGE, findings, NOW);
  }

  private static String refused(String signer, RevocationAnswers answers, LabHolder leaf)
      throws Exception {
    Decision decision = decide(signer, answers, leaf);
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    return decision.explanation().summary();
  }

  @Test
  void subjectAloneCountsAndTheVerdictEndsWithTheCertificate() throws Exception {
    Decision decision = decide(OWN, RevocationAnswers.NONE, LEAF);
    assertThat(decision).isInstanceOf(Decision.Admit.class);
    assertThat(decision.explanation().summary()).isEqualTo("signed by mine: release@acme.io");
    assertThat(decision.validUntil()).contains(END);
  }

  @Test
  void verdictEndsWithTheFirstOfThePathToEnd() throws Exception {
    Decision decision =
        decide(
            OWN,
            RevocationAnswers.NONE,
            LabOwner.leaf()
                .valid(NOW.minusSeconds(60), Instant.parse("2099-01-01T00:00:00Z"))
                .issuedBy(LabOwner.MIDDLE));
    assertThat(decision.validUntil()).contains(LabOwner.MIDDLE.certificate().notAfter());
  }

  @Test
  void timestampTakesTheEndAway() throws Exception {
    LoadedPolicy loaded = load(OWN);
    LabHolder expired =
        LabOwner.leaf()
            .valid(LabNotary.SIGNED.minusSeconds(9), LabNotary.SIGNED.plusSeconds(9))
            .issuedBy(LabOwner.MIDDLE);
    LabSignature signature = LabOwner.stamped(signed(expired), LabNotary.SIGNED);
    Decision decision =
        decide(loaded, verify(loaded, RevocationAnswers.NONE, signature), DenyList.empty());
    assertThat(decision).isInstanceOf(Decision.Admit.class);
    assertThat(decision.validUntil()).isEmpty();
  }

  @Test
  void findingsThatAreJudgedAfterTheEndDoNotCount() throws Exception {
    LoadedPolicy loaded = load(OWN);
    Decision late =
        Evaluator.decide(
            loaded.policy().rules().getFirst(),
            DenyList.empty(),
            Scene.IMAGE,
            verify(loaded, RevocationAnswers.NONE, signed(LEAF)),
            END.plusNanos(1));
    assertThat(late).isInstanceOf(Decision.Refuse.class);
    assertThat(late.explanation().summary()).contains("its path ended at " + END);
  }

  @Test
  void anotherSubjectKindRootOrSortOfRootDoesNotCount() throws Exception {
    RevocationAnswers none = RevocationAnswers.NONE;
    assertThat(refused("keyless: {root: own, subject: ops@acme.io}", none, LEAF))
        .contains("for mine expected subject 'ops@acme.io'");
    assertThat(
            refused("keyless: {root: own, subject: release@acme.io, subjectKind: uri}", none, LEAF))
        .contains("that is a URI");
    assertThat(
            refused(
                "keyless: {root: other, subject: release@acme.io, subjectKind: email}", none, LEAF))
        .contains("root other, found own");
    assertThat(
            refused(
                "keyless: {root: lab, issuer: \"https://j.example\", subject: release@acme.io}",
                none,
                LEAF))
        .contains("root lab, found own and issuer 'https://j.example'");
  }

  @Test
  void anyOfSeveralNamesMayMatchButNotAMixtureOfTwo() throws Exception {
    LabHolder leaf =
        LabOwner.leaf()
            .with(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(
                    new GeneralName[] {
                      new GeneralName(GeneralName.rfc822Name, "a@acme.io"),
                      new GeneralName(GeneralName.dNSName, "build.acme.io")
                    }))
            .issuedBy(LabOwner.MIDDLE);
    for (String subject : new String[] {"a@acme.io", "build.acme.io"}) {
      assertThat(
              decide(
                  "keyless: {root: own, subject: " + subject + "}", RevocationAnswers.NONE, leaf))
          .isInstanceOf(Decision.Admit.class);
    }
    assertThat(
            refused(
                "keyless: {root: own, subject: build.acme.io, subjectKind: email}",
                RevocationAnswers.NONE,
                leaf))
        .contains("that is an e-mail address");
  }

  @Test
  void unknownRevocationIsJudgedByTheSignersMode() throws Exception {
    RevocationAnswers none = RevocationAnswers.NONE;
    for (String hard : new String[] {OWN, "revocation: hard, " + OWN}) {
      Decision decision = decide(hard, none, REVOCABLE);
      assertThat(decision).isInstanceOf(Decision.Undecided.class);
      assertThat(decision.explanation().summary()).contains("the revocation status is unknown");
    }
    assertThat(decide("revocation: soft, " + OWN, none, REVOCABLE))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide("revocation: \"off\", " + OWN, none, REVOCABLE))
        .isInstanceOf(Decision.Admit.class);
  }

  private static RevocationAnswers answering(RevocationStatus status) {
    return new RevocationAnswers(
        Map.of(
            new RevocationQuestion(REVOCABLE.certificate(), LabOwner.MIDDLE.certificate()).key(),
            status));
  }

  @Test
  void revokedCertificateCountsOnlyWhereNobodyAsks() throws Exception {
    RevocationAnswers revoked =
        answering(
            new RevocationStatus.Revoked(NOW, "keyCompromise", false, Optional.empty(), "OCSP x"));
    assertThat(refused(OWN, revoked, REVOCABLE)).contains("was revoked at", "keyCompromise");
    assertThat(refused("revocation: soft, " + OWN, revoked, REVOCABLE)).contains("was revoked at");
    assertThat(decide("revocation: \"off\", " + OWN, revoked, REVOCABLE))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void goodAnswerWithoutAnEndDoesNotBoundTheVerdict() throws Exception {
    LoadedPolicy loaded = load(OWN);
    RevocationAnswers good = answering(new RevocationStatus.Good(Instant.MAX, "OCSP x"));
    LabSignature stamped = LabOwner.stamped(signed(REVOCABLE), LabNotary.SIGNED);
    Decision decision = decide(loaded, verify(loaded, good, stamped), DenyList.empty());
    assertThat(decision).isInstanceOf(Decision.Admit.class);
    assertThat(decision.validUntil()).isEmpty();
  }

  @Test
  void goodAnswerBoundsTheVerdict() throws Exception {
    RevocationAnswers good = answering(new RevocationStatus.Good(NOW.plusSeconds(9), "OCSP x"));
    Decision decision = decide(OWN, good, REVOCABLE);
    assertThat(decision).isInstanceOf(Decision.Admit.class);
    assertThat(decision.validUntil()).contains(NOW.plusSeconds(9));
  }

  @Test
  void leafIntermediateAndTheirKeysCanBeDenied() throws Exception {
    LoadedPolicy loaded = load(OWN);
    Findings findings = verify(loaded, RevocationAnswers.NONE, signed(LEAF));
    assertThat(findings.verified().getFirst().voucher()).isInstanceOf(Voucher.Owned.class);
    for (LabHolder each : new LabHolder[] {LEAF, LabOwner.MIDDLE}) {
      String fingerprint = each.certificate().fingerprint();
      DenyList denied =
          DenyList.of(Map.of(), Map.of(), Map.of(), Map.of(fingerprint, "INC-1"), Map.of());
      assertThat(decide(loaded, findings, denied))
          .isInstanceOfSatisfying(
              Decision.Refuse.class,
              refuse -> {
                assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED);
                assertThat(refuse.explanation().summary()).contains("which is revoked (INC-1)");
              });
    }
    for (LabHolder each : new LabHolder[] {LEAF, LabOwner.MIDDLE}) {
      DenyList key = DenyList.of(Map.of(), Map.of(), Map.of(each.key().fingerprint(), "stolen"));
      assertThat(decide(loaded, findings, key))
          .isInstanceOfSatisfying(
              Decision.Refuse.class,
              refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED));
    }
  }

  @Test
  void modeIsPartOfTheRevision() throws Exception {
    assertThat(load("revocation: soft, " + OWN).policy().revision())
        .isNotEqualTo(load(OWN).policy().revision());
    assertThat(load("revocation: soft, " + OWN).trust().revision())
        .isEqualTo(load(OWN).trust().revision());
  }
}
