package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signers of Sigstore instances and keys in their logs, from the policy file to the decision. */
class KeylessSignerTest {
  private static final LabSigstore SIGSTORE = LabSigstore.named("lab");
  private static final LabSigstore OTHER = LabSigstore.named("other");

  @Test
  void workflowOfTheRootCounts() throws Exception {
    Decision decision = decide(ci(""), SIGSTORE.signer().sign(Scene.IMAGE.digest()));
    assertThat(decision.explanation().summary())
        .isEqualTo("signed by ci: " + LabIdentity.SUBJECT + " (issuer " + LabIdentity.ISSUER + ")");
    assertThat(decision.explanation().requirements().getFirst().reasons().getFirst())
        .contains("certificate ")
        .contains(
            " of root lab, in log rekor.lab.test at index 1000006 since 2025-06-07T08:10:10Z");
  }

  @Test
  void revokedLogEntryTakesItsSignatureAlong() throws Exception {
    LoadedPolicy loaded = load(new KeyFolder(), ci(""), "{signature: {by: ci}}");
    Findings findings = verify(loaded, SIGSTORE.signer().sign(Scene.IMAGE.digest()));
    LogWitness witness = findings.verified().getFirst().witnesses().getFirst();
    String entry = witness.log() + "/" + witness.logIndex().orElseThrow();
    Rule rule = loaded.policy().rules().getFirst();
    DenyList other = DenyList.of(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(entry + "0", ""));
    assertThat(Evaluator.decide(rule, other, Scene.IMAGE, findings, Scene.NOW))
        .isInstanceOf(Decision.Admit.class);
    DenyList denied = DenyList.of(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(entry, "INC-2"));
    assertThat(Evaluator.decide(rule, denied, Scene.IMAGE, findings, Scene.NOW))
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> {
              assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED);
              assertThat(refuse.explanation().summary())
                  .contains("with log entry " + entry + ", which is revoked (INC-2)");
            });
  }

  @Test
  void sameWorkflowOfAnotherRootDoesNotCount() throws Exception {
    Decision decision = decide(ci(""), OTHER.signer().sign(Scene.IMAGE.digest()));
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void claimOfTheCertificateIsLookedAt() throws Exception {
    LabKeyless signer =
        SIGSTORE
            .identity()
            .text(12, "https://github.com/acme/app")
            .text(15, "4711")
            .signer(LabSigstore.TIME.plusSeconds(60));
    LabBundle bundle = signer.sign(Scene.IMAGE.digest());
    String right = ", sourceRepositoryId: 4711, githubWorkflowRepository: acme/app";
    assertThat(decide(ci(right), bundle)).isInstanceOf(Decision.Admit.class);
    assertThat(decide(ci(", sourceRepositoryId: 4712"), bundle).explanation().summary())
        .endsWith("for ci expected sourceRepositoryId '4712', found '4711'");
  }

  @Test
  void keyBehindACertificateCanBeDenied() throws Exception {
    LoadedPolicy loaded = load(new KeyFolder(), ci(""), "{signature: {by: ci}}");
    Findings findings = verify(loaded, SIGSTORE.signer().sign(Scene.IMAGE.digest()));
    Voucher.Keyless voucher = (Voucher.Keyless) findings.verified().getFirst().voucher();
    DenyList denied =
        DenyList.of(Map.of(), Map.of(), Map.of(voucher.certificate().keyFingerprint(), "leaked"));
    Decision decision =
        Evaluator.decide(
            loaded.policy().rules().getFirst(), denied, Scene.IMAGE, findings, Scene.NOW);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED));
  }

  @Test
  void kindOfTheSubjectIsLookedAt() throws Exception {
    LabBundle bundle = SIGSTORE.signer().sign(Scene.IMAGE.digest());
    String pattern = "ci: {keyless: {root: lab, issuer: {matches: .*}, subject: {matches: .*}%s}}";
    assertThat(decide(pattern.formatted(", subjectKind: uri"), bundle))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(pattern.formatted(", subjectKind: email"), bundle).explanation().summary())
        .endsWith("for ci expected a subject that is an e-mail address");
  }

  @Test
  void keyWhoseLogIsDemandedCountsOnlyWithALogEntry() throws Exception {
    LabKey key = LabKey.p256("release");
    LabBundle unlogged =
        LabBundle.of(LabEnvelope.of(LabStatement.cosignSign(Scene.IMAGE.digest()), key), key);
    KeyFolder folder = new KeyFolder().with("release.pub", key.pem());
    String signer = "ci: {keys: [release.pub], log: %s, root: lab}";
    assertThat(decide(folder, signer.formatted("optional"), unlogged))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(folder, signer.formatted("required"), unlogged).explanation().summary())
        .isEqualTo("requires signature by ci; found 1 signature: in no trusted transparency log");
  }

  @Test
  void statementCountsForItsTypeOnly() throws Exception {
    LabStatement statement =
        LabStatement.about(Scene.IMAGE.digest(), "https://slsa.dev/provenance/v1");
    LabKeyless signer = SIGSTORE.signer();
    LabBundle bundle = signer.bundle(signer.envelope(statement));
    assertThat(decide(new KeyFolder(), ci(""), attestation("slsa-provenance-v1"), bundle))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(new KeyFolder(), ci(""), attestation("spdx"), bundle))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(decide(ci(""), bundle)).isInstanceOf(Decision.Refuse.class);
  }

  private static String attestation(String type) {
    return "{attestation: {type: " + type + ", by: ci}}";
  }

  private static String ci(String claims) {
    return "ci: {keyless: {root: lab, issuer: \"%s\", subject: \"%s\"%s}}"
        .formatted(LabIdentity.ISSUER, LabIdentity.SUBJECT, claims);
  }

  private static Decision decide(String signer, LabBundle bundle) throws DocumentException {
    return decide(new KeyFolder(), signer, bundle);
  }

  private static Decision decide(KeyFolder folder, String signer, LabBundle bundle)
      throws DocumentException {
    return decide(folder, signer, "{signature: {by: ci}}", bundle);
  }

  private static Decision decide(
      KeyFolder folder, String signer, String requirement, LabBundle bundle)
      throws DocumentException {
    LoadedPolicy loaded = load(folder, signer, requirement);
    return Evaluator.decide(
        loaded.policy().rules().getFirst(),
        DenyList.empty(),
        Scene.IMAGE,
        verify(loaded, bundle),
        Scene.NOW);
  }

  private static LoadedPolicy load(KeyFolder folder, String signer, String requirement)
      throws DocumentException {
    return folder
        .with("root.json", SIGSTORE.trustedRoot().json().toUtf8())
        .read(
            """
            trust: {sigstore: {lab: {trustedRoot: root.json}}}
            signers: {%s}
            rules:
              - name: production
                images: [registry.acme.io/prod/**]
                require: [%s]
            """
                .formatted(signer, requirement));
  }

  private static Findings verify(LoadedPolicy loaded, LabBundle bundle) {
    Candidate candidate =
        new Candidate.Bundle(
            new Origin(Origin.Source.REFERRERS, Optional.empty(), 0), bundle.json());
    return Verifier.verify(Scene.IMAGE, SigningLab.evidence(candidate), loaded.trust(), Scene.NOW);
  }
}
