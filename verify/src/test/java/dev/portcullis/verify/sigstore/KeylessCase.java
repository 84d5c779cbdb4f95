package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One image, one trusted Sigstore instance, and what the verifier says about one candidate. */
public final class KeylessCase {
  public static final LabSigstore SIGSTORE = LabSigstore.named("lab");
  public static final LabArtifact IMAGE = LabArtifact.image("app");
  public static final Subject SUBJECT = IMAGE.in("registry.acme.io/prod/app");
  public static final SigstoreRoot ROOT = SIGSTORE.root("lab");

  /** Long after every certificate of a signer has expired. */
  public static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private KeylessCase() {}

  /** A provenance statement about the image. */
  public static LabStatement statement() {
    return LabStatement.about(IMAGE.digest(), "https://slsa.dev/provenance/v1");
  }

  /** The findings about one candidate under these roots, the lab's if none is given. */
  public static Findings verify(Candidate candidate, SigstoreRoot... roots) {
    Map<String, SigstoreRoot> byName =
        List.of(roots.length == 0 ? new SigstoreRoot[] {ROOT} : roots).stream()
            .collect(Collectors.toMap(SigstoreRoot::name, root -> root));
    return Verifier.verify(
        SUBJECT, SigningLab.evidence(candidate), new TrustMaterial(List.of(), byName), NOW);
  }

  /** The one fact, by the lab's identity under the one root, and a finding that passed. */
  public static Verified assertVerified(Candidate candidate, SigstoreRoot... roots) {
    Findings findings = verify(candidate, roots);
    Finding finding = findings.findings().getFirst();
    assertThat(finding.failure().map(Failure::sentence)).isEmpty();
    assertThat(finding.checks()).allMatch(Check.Passed.class::isInstance).isNotEmpty();
    assertThat(findings.verified()).hasSize(1);
    Verified fact = findings.verified().getFirst();
    assertThat(fact.subject()).isEqualTo(SUBJECT.digest());
    assertThat(fact.origin()).isEqualTo(candidate.origin());
    assertThat(fact.signedAt()).isNotEmpty();
    assertThat(fact.voucher())
        .isInstanceOfSatisfying(
            Voucher.Keyless.class,
            keyless -> {
              assertThat(keyless.identity().subject().value()).isEqualTo(LabIdentity.SUBJECT);
              assertThat(keyless.identity().issuer()).isEqualTo(LabIdentity.ISSUER);
            });
    return fact;
  }

  /** No fact, and exactly the last check failed, for this reason. */
  public static void assertRefused(
      Candidate candidate, Code code, String message, SigstoreRoot... roots) {
    Findings findings = verify(candidate, roots);
    assertThat(findings.verified()).isEmpty();
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
