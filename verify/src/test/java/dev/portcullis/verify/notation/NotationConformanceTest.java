package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.x509.RevocationAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The layout of notation's own end-to-end tests with its certificate and trust policy, where the
 * folder {@code shared/conformance} lies above the project.
 */
class NotationConformanceTest {
  private static final String IMAGE =
      "sha256:b8479de3f88fb259a0a9ea82a5b2a052a1ef3c4ebbcfc61482d5ae4c831f8af9";
  private static final String SIGNATURE =
      "sha256:90ceaff260d657d797c408ac73564a9c7bb9d86055877c2a811f0e63b8c6524f";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Path folder = Path.of("");

  @BeforeEach
  void findFolder() {
    Path above = Path.of("").toAbsolutePath();
    while (above != null && !Files.exists(above.resolve("shared/conformance/notation"))) {
      above = above.getParent();
    }
    assumeTrue(above != null, "skipped: there is no folder shared/conformance/notation above");
    if (above != null) {
      folder = above.resolve("shared/conformance/notation");
    }
  }

  private Bytes read(String name) throws IOException {
    return Bytes.wrap(Files.readAllBytes(folder.resolve(name)));
  }

  private Manifest manifest(String digest) throws IOException, MalformedException {
    return ManifestParser.parse(
        read("e2e-valid-signature/blobs/sha256/" + Digest.parse(digest).hex()),
        MediaTypes.OCI_MANIFEST);
  }

  private Optional<Judgement> judge(String certificate, Instant now) throws Exception {
    Subject subject =
        new Subject(
            RepositoryName.parse("localhost:5000/e2e"),
            Optional.of("v1"),
            Digest.parse(IMAGE),
            manifest(IMAGE));
    Manifest.Image artifact = (Manifest.Image) manifest(SIGNATURE);
    assertThat(artifact.subject().orElseThrow().digest()).isEqualTo(subject.digest());
    assertThat(artifact.config().mediaType()).isEqualTo(MediaTypes.NOTATION_SIGNATURE);
    Candidate.Notation candidate =
        new Candidate.Notation(
            new Origin(Origin.Source.FILE, Optional.of(Digest.parse(SIGNATURE)), 0),
            artifact.layers().getFirst().mediaType(),
            read(
                "e2e-valid-signature/blobs/sha256/" + artifact.layers().getFirst().digest().hex()));
    NotationTrust trust =
        new NotationTrust(
            List.of(
                TrustStore.of(
                    TrustStoreName.parse("ca:e2e"), TrustStore.readFile(Bytes.utf8(certificate)))),
            NotationOptions.STRICT);
    TrustPolicyDocument document = TrustPolicyDocument.parse(read("trustpolicy.json"));
    return new NotationVerifier(subject, trust, RevocationAnswers.NONE)
        .establish(candidate, new Trail())
        .flatMap(outcome -> document.judge(subject.repository(), outcome, now));
  }

  @Test
  void endToEndSignatureIsAcceptedUnderItsTrustPolicy() throws Exception {
    assertThat(judge(read("e2e.crt").toUtf8(), NOW))
        .hasValueSatisfying(judgement -> assertThat(judgement.passed()).isTrue());
  }

  @Test
  void endToEndSignatureIsRefusedUnderAnotherCertificate() throws Exception {
    String other = LabNotary.ROOT.pem();
    assertThat(judge(other, NOW).flatMap(Judgement::refusal).map(Failure::code))
        .contains(Failure.Code.UNTRUSTED);
  }

  @Test
  void endToEndSignatureIsRefusedAfterItsCertificate() throws Exception {
    assertThat(
            judge(read("e2e.crt").toUtf8(), Instant.parse("2123-01-01T00:00:00Z"))
                .flatMap(Judgement::refusal)
                .map(Failure::code))
        .contains(Failure.Code.VALIDITY);
  }
}
