package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabSigstore.LabRoot;
import dev.portcullis.verify.lab.LabTimestamp;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Times of signing and the timestamps that prove them (sigstore spec notes, 2.4 and 2.8). */
class SigningTimeTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final Instant FROM = LabSigstore.TIME;
  private static final Instant TO = FROM.plusSeconds(600);

  private static Candidate logged(Instant time) {
    return SIGNER.at(time).sign(IMAGE.digest()).candidate();
  }

  @Test
  void cve202624122SigningMustBeWithinTheCertificatesValidityBothEndsInside() {
    assertVerified(logged(FROM));
    assertVerified(logged(TO));
    assertRefused(
        logged(FROM.minusSeconds(1)), Code.CERTIFICATE_TIME, "validity of the certificate");
    assertRefused(logged(TO.plusSeconds(1)), Code.CERTIFICATE_TIME, "validity of the certificate");
  }

  @Test
  void sigstoreJava1008ATimestampInTimeDoesNotExcuseAnIntegratedTimeThatIsNot() {
    LabEnvelope envelope = SIGNER.envelope(statement());
    Bytes stamp = SIGNER.timestamp(SIGNER.signature(envelope)).response();

    assertRefused(
        SIGNER.at(TO.plusSeconds(1)).bundle(envelope).withTimestamp(stamp).candidate(),
        Code.CERTIFICATE_TIME,
        "validity of the certificate");
  }

  @Test
  void anIntegratedTimeInTimeDoesNotExcuseATimestampThatIsNot() {
    LabEnvelope envelope = SIGNER.envelope(statement());
    Bytes stamp = SIGNER.at(TO.plusSeconds(1)).timestamp(SIGNER.signature(envelope)).response();

    assertRefused(
        SIGNER.bundle(envelope).withTimestamp(stamp).candidate(),
        Code.CERTIFICATE_TIME,
        "validity of the certificate");
  }

  @Test
  void theAuthorityMustBeTrustedAtTheTimeOfSigning() {
    String start = "certificateAuthorities.0.validFor.start";
    String end = "certificateAuthorities.0.validFor.end";
    Instant time = SIGNER.time();

    assertVerified(logged(time), root(r -> r.with(end, time.toString())));
    assertRefused(
        logged(time),
        Code.AUTHORITY_VALIDITY,
        "validity of the certificate authority",
        root(r -> r.with(end, time.minusMillis(1).toString())));
    assertRefused(
        logged(time),
        Code.AUTHORITY_VALIDITY,
        "validity of the certificate authority",
        root(r -> r.with(start, time.plusMillis(1).toString())));
  }

  private static SigstoreRoot root(UnaryOperator<LabRoot> change) {
    return change.apply(SIGSTORE.trustedRoot()).parse("lab", Thresholds.PUBLIC);
  }

  @Test
  void cve202624122EveryAuthorityOfTheChainMustBeValidAtTheTimeOfSigning() {
    LabHolder expired =
        LabCertificate.authority("CN=lab intermediate,O=lab", SIGSTORE.fulcio().key(), 0)
            .valid(FROM.minusSeconds(1000), SIGNER.time().minusSeconds(1))
            .issuedBy(SIGSTORE.fulcioRoot());
    SigstoreRoot root =
        root(
            r ->
                r.with(
                    "certificateAuthorities",
                    List.of(
                        LabSigstore.authority(
                            "https://fulcio.test", expired, SIGSTORE.fulcioRoot()))));

    assertThat(expired.certificate().isValidAt(FROM)).isTrue();
    assertRefused(
        logged(SIGNER.time()),
        Code.AUTHORITY_VALIDITY,
        "validity of the certificate authority",
        root);
  }

  @Test
  void oneOfTwoInstancesOfAnAuthorityMayBeTrustedThen() {
    Instant time = SIGNER.time();
    SigstoreRoot root =
        root(
            r ->
                r.with(
                        "certificateAuthorities",
                        List.of(
                            LabSigstore.authority(
                                "https://old.test", SIGSTORE.fulcio(), SIGSTORE.fulcioRoot()),
                            LabSigstore.authority(
                                "https://new.test", SIGSTORE.fulcio(), SIGSTORE.fulcioRoot())))
                    .with("certificateAuthorities.0.validFor.end", time.minusMillis(1).toString())
                    .with("certificateAuthorities.1.validFor.start", time.toString()));

    assertVerified(logged(time), root);
  }

  private static Candidate stamped(UnaryOperator<LabTimestamp> change) {
    LabEnvelope envelope = SIGNER.envelope(statement());
    Bytes response = change.apply(SIGNER.timestamp(SIGNER.signature(envelope))).response();
    return SIGNER
        .bundleV2(envelope)
        .without("timestampVerificationData")
        .withTimestamp(response)
        .candidate();
  }

  @Test
  void embeddedCertificatesAreNotNeeded() {
    assertVerified(stamped(t -> t));
    assertVerified(stamped(t -> t.embed(SIGSTORE.tsaRoot()).embed(SIGSTORE.tsa())));
    assertVerified(stamped(LabTimestamp::byKeyIdentifier));
  }

  @Test
  void aTimestampOfAnUnknownAuthorityProvesNothing() {
    LabSigstore other = LabSigstore.named("other");
    LabEnvelope envelope = SIGNER.envelope(statement());
    Bytes response =
        LabTimestamp.of(other.tsa(), SIGNER.signature(envelope), SIGNER.time())
            .embed(other.tsa())
            .response();

    assertRefused(
        SIGNER
            .bundleV2(envelope)
            .without("timestampVerificationData")
            .withTimestamp(response)
            .candidate(),
        Code.TIMESTAMP,
        "by no authority of root lab");
  }

  @Test
  void aTimestampSignedByANamesakeProvesNothing() {
    LabHolder thief =
        LabCertificate.of("CN=lab timestamps,O=lab", LabKey.p384("thief"))
            .usage(KeyUsage.digitalSignature)
            .purpose(true, KeyPurposeId.id_kp_timeStamping)
            .serialNumber(SIGSTORE.tsa().certificate().serialNumber())
            .issuedBy(SIGSTORE.tsaRoot());

    assertRefused(
        stamped(t -> t.signedWith(thief.key())), Code.TIMESTAMP, "signature does not verify");
    assertRefused(
        stamped(t -> t.signedWith(thief.key()).embed(thief)),
        Code.TIMESTAMP,
        "another certificate of its signer's name");
  }

  @Test
  void aTimestampThatHoldsAnotherCertificateOfItsSignersNameProvesNothing() {
    LabHolder namesake =
        LabCertificate.of("CN=lab timestamps,O=lab", LabKey.p384("namesake"))
            .usage(KeyUsage.digitalSignature)
            .purpose(true, KeyPurposeId.id_kp_timeStamping)
            .serialNumber(SIGSTORE.tsa().certificate().serialNumber())
            .issuedBy(SIGSTORE.tsaRoot());

    assertRefused(
        stamped(t -> t.embed(namesake)),
        Code.TIMESTAMP,
        "another certificate of its signer's name");
    assertRefused(
        stamped(t -> t.embed(SIGSTORE.tsa()).embed(namesake)),
        Code.TIMESTAMP,
        "another certificate of its signer's name");
  }

  @Test
  void aTimestampForAnotherSignatureProvesNothing() {
    LabEnvelope envelope = SIGNER.envelope(statement());

    assertRefused(
        SIGNER
            .bundleV2(envelope)
            .without("timestampVerificationData")
            .withTimestamp(SIGNER.timestamp(Bytes.utf8("other")).response())
            .candidate(),
        Code.TIMESTAMP,
        "for another signature");
  }

  @Test
  void theTimestampAuthorityMustBeTrustedThen() {
    Instant time = SIGNER.time();
    String end = "timestampAuthorities.0.validFor.end";
    String start = "timestampAuthorities.0.validFor.start";

    assertVerified(stamped(t -> t), root(r -> r.with(end, time.toString())));
    assertRefused(
        stamped(t -> t),
        Code.TIMESTAMP,
        "were not valid then",
        root(r -> r.with(end, time.minusMillis(1).toString())));
    assertRefused(
        stamped(t -> t),
        Code.TIMESTAMP,
        "were not valid then",
        root(r -> r.with(start, time.plusMillis(1).toString())));
  }

  @Test
  void theTimestampAuthoritysCertificateMustBeValidThen() {
    LabHolder brief =
        LabCertificate.of("CN=lab timestamps,O=lab", SIGSTORE.tsa().key())
            .valid(FROM.minusSeconds(100), SIGNER.time().minusSeconds(1))
            .usage(KeyUsage.digitalSignature)
            .purpose(true, KeyPurposeId.id_kp_timeStamping)
            .issuedBy(SIGSTORE.tsaRoot());
    LabEnvelope envelope = SIGNER.envelope(statement());
    Bytes response = LabTimestamp.of(brief, SIGNER.signature(envelope), SIGNER.time()).response();

    assertRefused(
        SIGNER
            .bundleV2(envelope)
            .without("timestampVerificationData")
            .withTimestamp(response)
            .candidate(),
        Code.TIMESTAMP,
        "were not valid then",
        root(
            r ->
                r.with(
                    "timestampAuthorities",
                    List.of(
                        LabSigstore.authority("https://tsa.test", brief, SIGSTORE.tsaRoot())))));
  }

  @Test
  void aBadTimestampBesideAGoodOneIsPassedOver() {
    LabEnvelope envelope = SIGNER.envelope(statement());

    assertVerified(
        SIGNER
            .bundleV2(envelope)
            .withTimestamp(SIGNER.timestamp(Bytes.utf8("other")).response())
            .withTimestamp(Bytes.utf8("not DER"))
            .candidate());
  }

  @Test
  void ghsa9vcrTimestampsOfOneAuthorityAreOneParty() {
    LabEnvelope envelope = SIGNER.envelope(statement());
    LabSigstore second = LabSigstore.named("second");
    SigstoreRoot demanding =
        SIGSTORE
            .trustedRoot()
            .with(
                "timestampAuthorities",
                List.of(
                    LabSigstore.authority("https://a.test", SIGSTORE.tsa(), SIGSTORE.tsaRoot()),
                    LabSigstore.authority("https://b.test", second.tsa(), second.tsaRoot())))
            .parse("lab", new Thresholds(1, 1, 2));
    Bytes signature = SIGNER.signature(envelope);
    Bytes again = SIGNER.at(SIGNER.time().plusSeconds(1)).timestamp(signature).response();

    assertRefused(
        SIGNER.bundleV2(envelope).withTimestamp(again).candidate(),
        Code.TIMESTAMP,
        "too few timestamp authorities",
        demanding);
    assertVerified(
        SIGNER
            .bundleV2(envelope)
            .withTimestamp(LabTimestamp.of(second.tsa(), signature, SIGNER.time()).response())
            .candidate(),
        demanding);
  }

  @Test
  void aSignatureLayersTimestampIsOverTheRawSignature() {
    LabSignature layer = SIGNER.layer(IMAGE.digest());
    String annotation = "dev.sigstore.cosign/rfc3161timestamp";
    SigstoreRoot demanding = SIGSTORE.trustedRoot().parse("lab", new Thresholds(1, 1, 1));

    assertVerified(
        layer
            .withAnnotation(annotation, SIGNER.timestamp(layer.signature()).annotation())
            .candidate(),
        demanding);
    assertRefused(
        layer
            .withAnnotation(annotation, SIGNER.timestamp(layer.payload()).annotation())
            .candidate(),
        Code.TIMESTAMP,
        "for another signature",
        demanding);
  }

  @Test
  void aLayersTimestampIsOverTheWholeEnvelope() {
    LabEnvelope envelope = SIGNER.envelope(statement());
    String annotation = "dev.sigstore.cosign/rfc3161timestamp";
    LabEnvelope layer = SIGNER.attestation(envelope, SIGNER.dsseEntry(envelope));

    assertThat(
            assertVerified(
                    layer
                        .withAnnotation(annotation, SIGNER.timestamp(envelope.json()).annotation())
                        .candidate())
                .signedAt())
        .hasSize(2);
    assertThat(
            assertVerified(
                    layer
                        .withAnnotation(
                            annotation, SIGNER.timestamp(SIGNER.signature(envelope)).annotation())
                        .candidate())
                .signedAt())
        .hasSize(1);
  }

  @Test
  void anIdentityWithoutAnyWitnessIsExpired() {
    LabIdentity identity = SIGSTORE.identity();

    assertRefused(
        identity.signer(FROM).sign(IMAGE.digest()).with("tlogEntries", List.of()).candidate(),
        Code.UNTRUSTED_LOG,
        "too few transparency logs");
  }
}
