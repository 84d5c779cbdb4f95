package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Evaluator;
import dev.portcullis.policy.Policy;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.MintedFacts;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.CertificateIdentity;
import dev.portcullis.verify.sigstore.IssuedCertificate;
import dev.portcullis.verify.sigstore.SubjectName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is seen of a pull when there is no configuration. */
class ObservingDefaultTest {
  private final Policy policy = ObservingDefault.config().policy().policy();

  @Test
  void signerByCertificateIsNamed() throws Exception {
    Subject subject = subject();
    Voucher voucher =
        new Voucher.Keyless(
            "public-good",
            new CertificateIdentity(
                new SubjectName(SubjectName.Kind.EMAIL, "alice@acme.io"),
                "https://login.example",
                Map.of()),
            new IssuedCertificate(
                "ab".repeat(32),
                "cd".repeat(32),
                "CN=sigstore-intermediate",
                Instant.parse("2026-10-01T12:00:00Z"),
                Instant.parse("2026-10-01T12:10:00Z")));
    Origin origin = new Origin(Origin.Source.REFERRERS, Optional.empty(), 0);
    Findings findings =
        new Findings(
            List.of(MintedFacts.signature(origin, subject.digest(), voucher)),
            List.of(),
            List.of());

    assertThat(decide(subject, findings).explanation().summary())
        .isEqualTo("signed by somebody: alice@acme.io (issuer https://login.example)");
  }

  @Test
  void unsignedImageIsAdmittedAndTheRecordSaysSo() throws Exception {
    Decision decision = decide(subject(), new Findings(List.of(), List.of(), List.of()));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> assertThat(admit.basis()).isEqualTo(Decision.Basis.AUDITED));
    assertThat(decision.explanation().summary()).endsWith("no signature was found");
  }

  @Test
  void publicRootIsBuiltIn() {
    assertThat(ObservingDefault.config().policy().trust().sigstore()).containsKey("public-good");
  }

  private Decision decide(Subject subject, Findings findings) {
    return Evaluator.decide(
        policy.ruleFor(subject.repository()),
        policy.denied(),
        subject,
        findings,
        Instant.parse("2026-11-01T12:00:00Z"));
  }

  private static Subject subject() throws Exception {
    Bytes raw =
        Bytes.utf8(
            """
            {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","size":2,"digest":"%s"},
             "layers":[]}\
            """
                .formatted(
                    MediaTypes.OCI_MANIFEST,
                    MediaTypes.OCI_CONFIG,
                    Digest.sha256(Bytes.utf8("{}"))));
    return new Subject(
        RepositoryName.parse("docker.io/library/alpine"),
        Optional.empty(),
        Digest.sha256(raw),
        ManifestParser.parse(raw, MediaTypes.OCI_MANIFEST));
  }
}
