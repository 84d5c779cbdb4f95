package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static dev.portcullis.verify.sigstore.KeylessCase.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabSigstore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was proven before changes no answer. */
class SigstoreMemoryTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final LabBundle BUNDLE = SIGNER.bundle(ENVELOPE);

  private final SigstoreRoot root = SIGSTORE.root("lab");

  @Test
  void theSecondFindingIsTheFirst() {
    Findings first = verify(BUNDLE.candidate(), root);
    assertThat(root.memory().certificate(SIGNER.holder().certificate().der())).isPresent();

    assertThat(verify(BUNDLE.candidate(), root)).isEqualTo(first);
  }

  @Test
  void timesAreJudgedAtEachUse() {
    assertVerified(BUNDLE.candidate(), root);
    LabKeyless late = SIGNER.at(SIGNER.time().plus(Duration.ofHours(1)));

    assertRefused(
        late.bundle(ENVELOPE).candidate(),
        Code.CERTIFICATE_TIME,
        "outside the validity of the certificate",
        root);
  }

  @Test
  void aProvenCertificateSignsNothingThatItsHolderHasNotSigned() {
    assertVerified(BUNDLE.candidate(), root);

    assertRefused(
        SIGNER
            .bundle(SIGSTORE.identity().signer(SIGNER.time()).envelope(statement()))
            .withContent("payload", "e30=")
            .candidate(),
        Code.MALFORMED,
        "'_type' is missing",
        root);
    assertRefused(
        BUNDLE.withContent("signatures.0.sig", "MAYCAQECAQE=").candidate(),
        Code.SIGNATURE,
        "does not verify under its certificate",
        root);
  }

  @Test
  void whatOneRootHasProvenProvesNothingUnderAnother() {
    assertVerified(BUNDLE.candidate(), root);
    SigstoreRoot other = LabSigstore.named("other").root("other");

    assertRefused(
        BUNDLE.candidate(),
        Code.UNTRUSTED_CERTIFICATE,
        "issued by none of the trusted roots other",
        other);
    SigstoreRoot another =
        SIGSTORE
            .trustedRoot()
            .with("ctlogs", List.of(LabSigstore.named("other").ctLog().trusted()))
            .parse("lab", Thresholds.PUBLIC);
    assertRefused(BUNDLE.candidate(), Code.SCT, "expected SCTs of 1, found 0", another);
  }

  @Test
  void whatFailsIsNotRemembered() {
    LabKeyless withoutSct = SIGSTORE.identity().withoutSct().signer(SIGNER.time());
    Candidate candidate = withoutSct.sign(IMAGE.digest()).candidate();

    assertRefused(candidate, Code.SCT, "expected SCTs of 1", root);
    assertThat(root.memory().certificate(withoutSct.holder().certificate().der())).isEmpty();
    assertRefused(candidate, Code.SCT, "expected SCTs of 1", root);
  }

  @Test
  void aCheckpointThatOneLogSignedIsNotAnothers() {
    LabLog rekor = SIGSTORE.rekor();
    LabLog second = new LabLog("second.lab.test", LabKey.p256("b"), false);
    SigstoreRoot both =
        SIGSTORE
            .trustedRoot()
            .with("tlogs", List.of(rekor.trusted(), second.trusted()))
            .parse("lab", Thresholds.PUBLIC);
    assertVerified(BUNDLE.candidate(), both);
    String checkpoint = BUNDLE.entry(0).text("inclusionProof.checkpoint.envelope");

    assertRefused(
        BUNDLE
            .withEntries(
                second
                    .enter(
                        "dsse", "0.0.1", BUNDLE.entry(0).bytes("canonicalizedBody"), SIGNER.time())
                    .with("inclusionProof.checkpoint.envelope", checkpoint))
            .candidate(),
        Code.CHECKPOINT,
        "not signed by second.lab.test",
        both);
  }

  @Test
  void itsSizeIsBounded() {
    TransparencyLog log = root.logs().getFirst();
    for (int i = 0; i < Limits.PROVEN_CERTIFICATES; i++) {
      root.memory().rememberSigned(Bytes.utf8("note " + i), log);
    }
    assertThat(root.memory().isSigned(Bytes.utf8("note 0"), log)).isTrue();
    root.memory().rememberSigned(Bytes.utf8("one more"), log);
    assertThat(root.memory().isSigned(Bytes.utf8("note 0"), log)).isFalse();
    assertThat(root.memory().isSigned(Bytes.utf8("one more"), log)).isTrue();
  }
}
