package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.NOW;
import static dev.portcullis.verify.sigstore.KeylessCase.ROOT;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabLogEntry;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.LabTimestamp;
import dev.portcullis.verify.lab.SigningLab;
import dev.portcullis.verify.x509.HashFunction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Keys whose signatures are in a log (sigstore spec notes, 2.3). */
class LoggedKeyTest {
  private static final LabKey KEY = LabKey.p256("release");
  private static final Instant TIME = LabSigstore.TIME;
  private static final LabEnvelope ENVELOPE =
      LabEnvelope.of(LabStatement.cosignSign(IMAGE.digest()), KEY);
  private static final Bytes SIGNATURE = ENVELOPE.signature(0);
  private static final LabBundle LOGGED =
      LabBundle.of(ENVELOPE, KEY).withEntries(entry(KEY.pem(), SIGNATURE));

  private static LabLogEntry entry(String pem, Bytes signature) {
    return SIGSTORE.rekor().enter("dsse", "0.0.1", LabLogBody.dsse(ENVELOPE, signature, pem), TIME);
  }

  private static LabLogEntry entryV2() {
    return SIGSTORE
        .rekor2()
        .enter(
            "hashedrekord",
            "0.0.2",
            LabLogBody.hashedRekordV2(
                HashFunction.SHA256,
                ENVELOPE.preAuthEncoding(),
                SIGNATURE,
                LabLogBody.publicKey(KEY, "PKIX_ECDSA_P256_SHA_256")),
            TIME);
  }

  private static Findings verify(Candidate candidate, LogDemand demand, Instant now) {
    TrustedKey key = new TrustedKey(KEY.verificationKey(), demand);
    return Verifier.verify(
        SUBJECT,
        SigningLab.evidence(candidate),
        new TrustMaterial(List.of(key), Map.of("lab", ROOT)),
        now);
  }

  private static Verified assertVerified(Candidate candidate, LogDemand demand) {
    Findings findings = verify(candidate, demand, NOW);
    assertThat(findings.findings().getFirst().failure()).isEmpty();
    assertThat(findings.verified()).hasSize(1);
    Verified fact = findings.verified().getFirst();
    assertThat(fact.voucher()).isEqualTo(new Voucher.Key(KEY.fingerprint()));
    return fact;
  }

  private static void assertRefused(
      Candidate candidate, LogDemand demand, Code code, String message) {
    Findings findings = verify(candidate, demand, NOW);
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings().getFirst().failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.sentence()).contains(message);
              assertThat(failure.code()).isEqualTo(code);
            });
  }

  private static final LogDemand OFF = new LogDemand.Off();
  private static final LogDemand IF_PRESENT = new LogDemand.IfPresent("lab");
  private static final LogDemand REQUIRED = new LogDemand.Required("lab");

  @Test
  void aLoggedSignatureHasATimeAndAWitness() {
    for (LogDemand demand : List.of(IF_PRESENT, REQUIRED)) {
      Verified fact = assertVerified(LOGGED.candidate(), demand);

      assertThat(fact.signedAt()).containsExactly(TIME);
      assertThat(fact.witnesses())
          .containsExactly(
              new LogWitness(
                  "lab", "rekor.lab.test", OptionalLong.of(1_000_006), Optional.of(TIME)));
    }
  }

  @Test
  void withoutADemandTheLogIsNotLookedAt() {
    Verified fact = assertVerified(LOGGED.candidate(), OFF);

    assertThat(fact.signedAt()).isEmpty();
    assertThat(fact.witnesses()).isEmpty();
  }

  @Test
  void onlyARequiredEntryMustBeThere() {
    Candidate bare = LabBundle.of(ENVELOPE, KEY).candidate();

    assertVerified(bare, OFF);
    assertVerified(bare, IF_PRESENT);
    assertRefused(bare, REQUIRED, Code.UNTRUSTED_LOG, "too few transparency logs of root lab");
  }

  @Test
  void anEntryThatIsThereMustBeRight() {
    Candidate otherKey =
        LOGGED.withEntries(entry(LabKey.p256("other").pem(), SIGNATURE)).candidate();
    Candidate otherSignature =
        LOGGED.withEntries(entry(KEY.pem(), Bytes.utf8("other"))).candidate();
    Candidate forged = LOGGED.with("tlogEntries.0.inclusionProof.logIndex", "5").candidate();

    for (LogDemand demand : List.of(IF_PRESENT, REQUIRED)) {
      assertRefused(otherKey, demand, Code.LOG_ENTRY_MISMATCH, "for another signer");
      assertRefused(otherSignature, demand, Code.LOG_ENTRY_MISMATCH, "for another signature");
      assertRefused(forged, demand, Code.INCLUSION, "does not lead to its root");
    }
  }

  @Test
  void ghsaFx35AnEntryWithACertificateInPlaceOfTheKeyIsAnothers() {
    assertRefused(
        LOGGED.withEntries(entry(SIGSTORE.identity(KEY).issue().pem(), SIGNATURE)).candidate(),
        REQUIRED,
        Code.LOG_ENTRY_MISMATCH,
        "for another signer");
  }

  @Test
  void aRootThatIsNotConfiguredRefuses() {
    assertRefused(
        LOGGED.candidate(),
        new LogDemand.Required("elsewhere"),
        Code.UNTRUSTED_LOG,
        "is not configured");
    assertRefused(
        LOGGED.candidate(),
        new LogDemand.IfPresent("elsewhere"),
        Code.UNTRUSTED_LOG,
        "is not configured");
  }

  @Test
  void rekorV2NeedsNoTimestampForAKey() {
    Candidate bare = LOGGED.withEntries(entryV2()).candidate();
    Candidate stamped =
        LOGGED
            .withEntries(entryV2())
            .withTimestamp(LabTimestamp.of(SIGSTORE.tsa(), SIGNATURE, TIME).response())
            .candidate();

    assertThat(assertVerified(bare, REQUIRED).signedAt()).isEmpty();
    assertThat(assertVerified(stamped, REQUIRED).signedAt()).containsExactly(TIME);
  }

  @Test
  void rekorV2NamesTheKeysScheme() {
    LabKey p384 = LabKey.p384("release");
    LabEnvelope envelope = LabEnvelope.of(LabStatement.cosignSign(IMAGE.digest()), p384);
    Bytes signature = envelope.signature(0);
    Bytes body =
        LabLogBody.hashedRekordV2(
            HashFunction.SHA384,
            envelope.preAuthEncoding(),
            signature,
            LabLogBody.publicKey(p384, "PKIX_ECDSA_P384_SHA_384"));
    Candidate candidate =
        LabBundle.of(envelope, p384)
            .withEntries(SIGSTORE.rekor2().enter("hashedrekord", "0.0.2", body, TIME))
            .candidate();
    TrustedKey key = new TrustedKey(p384.verificationKey(), REQUIRED);

    assertThat(
            Verifier.verify(
                    SUBJECT,
                    SigningLab.evidence(candidate),
                    new TrustMaterial(List.of(key), Map.of("lab", ROOT)),
                    NOW)
                .verified())
        .hasSize(1);
  }

  @Test
  void aLogWhoseTimeHasNotComeProvesNothing() {
    Candidate bare = LOGGED.withEntries(entryV2()).candidate();
    Findings findings = verify(bare, REQUIRED, Instant.parse("2023-12-31T23:59:59Z"));

    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings().getFirst().failure())
        .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(Code.UNTRUSTED_LOG));
  }

  @Test
  void aLayersEntryIsVerified() {
    LabSignature layer = LabSignature.of(IMAGE.digest(), KEY);
    Bytes signature = layer.signature();
    LabLogEntry entry =
        SIGSTORE
            .rekor()
            .enter(
                "hashedrekord",
                "0.0.1",
                LabLogBody.hashedRekord("hashedrekord", layer.payload(), signature, KEY.pem()),
                TIME);
    Candidate logged =
        layer.withAnnotation("dev.sigstore.cosign/bundle", entry.annotation()).candidate();

    assertThat(assertVerified(logged, REQUIRED).signedAt()).containsExactly(TIME);
    assertRefused(layer.candidate(), REQUIRED, Code.UNTRUSTED_LOG, "too few");
    assertRefused(
        layer
            .withAnnotation(
                "dev.sigstore.cosign/bundle", entry.annotation().replace("1000006", "1000007"))
            .candidate(),
        IF_PRESENT,
        Code.ENTRY_TIMESTAMP,
        "not signed by rekor.lab.test");
  }

  @Test
  void aCertificateOfAConfiguredKeyIsIgnoredAndTheKeyVouches() {
    Findings findings =
        verify(
            SIGSTORE.identity(KEY).withoutSct().signer(TIME).sign(IMAGE.digest()).candidate(),
            OFF,
            NOW);

    assertThat(findings.verified())
        .singleElement()
        .satisfies(verified -> assertThat(verified.voucher()).isInstanceOf(Voucher.Key.class));
  }
}
