package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabSigstore;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Every form in which a keyless signature is stored and logged. */
class KeylessFormsTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final Instant SIGNED = LabSigstore.TIME.plusSeconds(60);

  @Test
  void bundleWithAnEnvelopeInRekorV1IsASignature() {
    Verified fact = assertVerified(SIGNER.sign(IMAGE.digest()).candidate());

    assertThat(fact).isInstanceOf(Verified.Signature.class);
    assertThat(fact.signedAt()).containsExactly(SIGNED);
    assertThat(fact.witnesses())
        .containsExactly(
            new LogWitness(
                "lab", "rekor.lab.test", OptionalLong.of(1_000_006), Optional.of(SIGNED)));
  }

  @Test
  void bundleWithAStatementIsAnAttestation() {
    Verified fact = assertVerified(SIGNER.bundle(SIGNER.envelope(statement())).candidate());

    assertThat(fact)
        .isInstanceOfSatisfying(
            Verified.Attestation.class,
            attestation -> {
              assertThat(attestation.predicateType()).isEqualTo("https://slsa.dev/provenance/v1");
              assertThat(attestation.statement()).isEqualTo(statement().json());
            });
  }

  @Test
  void bundleWithAMessageSignatureInRekorV1IsASignature() {
    assertThat(assertVerified(SIGNER.message(SUBJECT).candidate()))
        .isInstanceOf(Verified.Signature.class);
  }

  @Test
  void bundlesInRekorV2TakeTheirTimeFromTheTimestamp() {
    Verified message = assertVerified(SIGNER.messageV2(SUBJECT).candidate());
    Verified envelope = assertVerified(SIGNER.bundleV2(SIGNER.envelope(statement())).candidate());

    assertThat(message.signedAt()).containsExactly(SIGNED);
    assertThat(envelope.signedAt()).containsExactly(SIGNED);
    assertThat(message.witnesses())
        .containsExactly(
            new LogWitness("lab", "log2.lab.test", OptionalLong.of(6), Optional.empty()));
  }

  @Test
  void envelopesInRekorV2AsEarlyClientsLoggedThemAreAccepted() {
    LabEnvelope envelope = SIGNER.envelope(statement());
    assertVerified(
        SIGNER
            .bundleV2(envelope)
            .withEntries(
                SIGSTORE
                    .rekor2()
                    .enter(
                        "dsse",
                        "0.0.2",
                        LabLogBody.dsseV2(
                            envelope,
                            SIGNER.signature(envelope),
                            LabLogBody.certificate(SIGNER.holder())),
                        SIGNED))
            .candidate());
  }

  @Test
  void signatureLayerWithASignedEntryTimestampIsASignature() {
    assertThat(assertVerified(SIGNER.layer(IMAGE.digest()).candidate()))
        .isInstanceOf(Verified.Signature.class);
  }

  @Test
  void attestationLayersAreAcceptedWithEveryTypeOfEntryThatCosignEverWrote() {
    LabEnvelope envelope = SIGNER.envelope(statement());
    String pem = SIGNER.holder().pem();

    assertVerified(SIGNER.attestation(envelope, SIGNER.dsseEntry(envelope)).candidate());
    assertVerified(
        SIGNER
            .attestation(
                envelope, SIGNER.enter("intoto", "0.0.1", LabLogBody.intotoV1(envelope, pem)))
            .candidate());
    assertVerified(
        SIGNER
            .attestation(
                envelope,
                SIGNER.enter(
                    "intoto",
                    "0.0.2",
                    LabLogBody.intotoV2(envelope, SIGNER.signature(envelope), pem)))
            .candidate());
  }

  @Test
  void intoto002InABundleIsAccepted() {
    LabEnvelope envelope = SIGNER.envelope(statement());
    assertVerified(
        SIGNER
            .bundle(
                envelope,
                SIGNER.enter(
                    "intoto",
                    "0.0.2",
                    LabLogBody.intotoV2(
                        envelope, SIGNER.signature(envelope), SIGNER.holder().pem())))
            .candidate());
  }
}
