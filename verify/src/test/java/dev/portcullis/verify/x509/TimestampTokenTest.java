package dev.portcullis.verify.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabTimestamp;
import dev.portcullis.verify.lab.LabTimestamp.SigningCertificateForm;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimestampTokenTest {
  private static final TimestampToken.Demands LENIENT = new TimestampToken.Demands(false, false);
  private static final TimestampToken.Demands STRICT = new TimestampToken.Demands(true, true);
  private static final Instant TIME = Instant.parse("2025-03-04T05:06:07Z");
  private static final Bytes STAMPED = Bytes.utf8("a signature");
  private static final LabHolder ROOT =
      LabCertificate.authority("CN=tsa root", LabKey.p384("tsa root"), 0).selfSigned();
  private static final LabHolder TSA = tsa(LabKey.p256("tsa"));

  private static LabHolder tsa(LabKey key) {
    return LabCertificate.of("CN=tsa", key)
        .usage(KeyUsage.digitalSignature)
        .purpose(true, KeyPurposeId.id_kp_timeStamping)
        .with(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[] {1, 2, 3}))
        .issuedBy(ROOT);
  }

  private static LabTimestamp timestamp() {
    return LabTimestamp.of(TSA, STAMPED, TIME);
  }

  private static void assertRejected(LabTimestamp timestamp, String reason) throws Exception {
    assertThat(
            TimestampToken.parseResponse(timestamp.response())
                .failure(TSA.certificate(), STAMPED, LENIENT))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(Failure.Code.TIMESTAMP);
              assertThat(failure.message()).contains(reason);
            });
  }

  private static void assertMalformed(LabTimestamp timestamp, String reason) {
    assertThatThrownBy(() -> TimestampToken.parseResponse(timestamp.response()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aTokenProvesItsTime() throws Exception {
    TimestampToken token =
        TimestampToken.parseResponse(
            timestamp().accuracy(1, 2, 300).signingTime(TIME).embed(TSA).response());

    assertThat(token.failure(TSA.certificate(), STAMPED, STRICT)).isEmpty();
    assertThat(token.time()).isEqualTo(TIME);
    assertThat(token.accuracy()).contains(Duration.ofNanos(1_002_300_000));
    assertThat(token.signingTimeAttribute()).contains(TIME);
    assertThat(token.certificates()).containsExactly(TSA.certificate());
    assertThat(token.names(TSA.certificate())).isTrue();
    assertThat(token.names(ROOT.certificate())).isFalse();
    assertThat(token.policy()).hasToString("1.3.6.1.4.1.57264.2");
  }

  @Test
  void aBareTokenIsReadWithoutItsResponse() throws Exception {
    TimestampToken token = TimestampToken.parse(timestamp().token());

    assertThat(token.failure(TSA.certificate(), STAMPED, STRICT)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(HashFunction.class)
  void everyHashFunctionIsAccepted(HashFunction hash) throws Exception {
    TimestampToken token = TimestampToken.parse(timestamp().hash(hash).token());

    assertThat(token.failure(TSA.certificate(), STAMPED, STRICT)).isEmpty();
  }

  @Test
  void rsaAndPssAndEd25519SignersAreAccepted() throws Exception {
    for (LabKey key :
        new LabKey[] {
          LabKey.rsa("tsa"),
          LabKey.rsa("tsa").signingBy(SignatureScheme.RSA_PSS_SHA384),
          LabKey.p384("tsa"),
          LabKey.ed25519("tsa")
        }) {
      LabHolder signer = tsa(key);
      TimestampToken token = TimestampToken.parse(LabTimestamp.of(signer, STAMPED, TIME).token());

      assertThat(token.failure(signer.certificate(), STAMPED, STRICT)).isEmpty();
    }
  }

  @Test
  void aTokenForOtherBytesIsRejected() throws Exception {
    assertRejected(LabTimestamp.of(TSA, Bytes.utf8("other"), TIME), "for another signature");
  }

  @Test
  void aTokenThatNamesAnotherSignerIsRejected() throws Exception {
    assertRejected(timestamp().naming(ROOT), "names another signer");
  }

  @Test
  void aTokenThatBindsAnotherCertificateIsRejected() throws Exception {
    assertRejected(timestamp().binding(ROOT), "does not bind");
  }

  @Test
  void aTokenThatBindsNoCertificateIsRejected() throws Exception {
    assertRejected(timestamp().binding(SigningCertificateForm.NONE), "does not bind");
  }

  @Test
  void aTokenSignedByAnotherKeyIsRejected() throws Exception {
    assertRejected(timestamp().signedWith(LabKey.p256("thief")), "signature does not verify");
  }

  @Test
  void aTokenWithAnotherMessageDigestIsRejected() throws Exception {
    assertRejected(timestamp().wrongMessageDigest(), "message digest");
  }

  @Test
  void cve202639984TheSignerIsNeverTheFirstCertificateInTheBag() throws Exception {
    LabHolder thief =
        LabCertificate.of("CN=tsa", LabKey.p256("thief"))
            .purpose(true, KeyPurposeId.id_kp_timeStamping)
            .serialNumber(TSA.certificate().serialNumber())
            .issuedBy(ROOT);
    LabTimestamp forged = LabTimestamp.of(thief, STAMPED, TIME).embed(thief).embed(TSA);

    assertRejected(forged, "does not bind");
    assertRejected(forged.binding(TSA), "signature does not verify");
  }

  @Test
  void version1BindingSatisfiesOnlyWhoDoesNotDemandVersion2() throws Exception {
    TimestampToken token =
        TimestampToken.parse(timestamp().binding(SigningCertificateForm.VERSION_1).token());

    assertThat(token.failure(TSA.certificate(), STAMPED, LENIENT)).isEmpty();
    assertThat(token.failure(TSA.certificate(), STAMPED, STRICT))
        .hasValueSatisfying(failure -> assertThat(failure.message()).contains("does not bind"));
  }

  @Test
  void aKeyIdentifierSatisfiesOnlyWhoDoesNotDemandIssuerAndSerial() throws Exception {
    TimestampToken token = TimestampToken.parse(timestamp().byKeyIdentifier().token());

    assertThat(token.failure(TSA.certificate(), STAMPED, LENIENT)).isEmpty();
    assertThat(token.failure(TSA.certificate(), STAMPED, STRICT))
        .hasValueSatisfying(failure -> assertThat(failure.message()).contains("key identifier"));
  }

  @Test
  void whatIsNotOneGrantedTokenIsMalformed() {
    assertMalformed(timestamp().status(2), "not granted");
    assertMalformed(timestamp().infoVersion(2), "version is not 1");
    assertMalformed(timestamp().signers(0), "ends where an element is expected");
    assertMalformed(timestamp().signers(2), "more than one signer");
    assertMalformed(timestamp().sha1Imprint(), "hash algorithm 1.3.14.3.2.26");
    assertMalformed(timestamp().criticalExtension(), "unknown critical extension 1.2.3.4");
    assertMalformed(timestamp().contentType(CMSObjectIdentifiers.data), "content type");
  }

  @Test
  void moreCertificatesThanTheLimitAreRefused() {
    LabTimestamp timestamp = timestamp();
    for (int i = 0; i < 9; i++) {
      timestamp.embed(TSA);
    }

    assertMalformed(timestamp, "more than 8 certificates");
  }

  @Test
  void onlyATimestampSignerPassesTheProfile() {
    LabCertificate right =
        LabCertificate.of("CN=tsa", LabKey.p256("tsa"))
            .usage(KeyUsage.digitalSignature)
            .purpose(true, KeyPurposeId.id_kp_timeStamping);

    assertThat(TimestampProfile.failure(right.issuedBy(ROOT).certificate())).isEmpty();
    assertProfile(right.purpose(false, KeyPurposeId.id_kp_timeStamping), "extended key usage");
    assertProfile(
        right.purpose(true, KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning),
        "extended key usage");
    assertProfile(right.purpose(true, KeyPurposeId.id_kp_codeSigning), "extended key usage");
    assertProfile(right.without(Extension.extendedKeyUsage), "extended key usage");
    right.purpose(true, KeyPurposeId.id_kp_timeStamping);
    assertProfile(right.usage(KeyUsage.cRLSign), "digital signatures");
    assertProfile(
        LabCertificate.authority("CN=tsa", LabKey.p256("tsa"), 0)
            .purpose(true, KeyPurposeId.id_kp_timeStamping),
        "certificate authority");
    assertProfile(
        right
            .usage(KeyUsage.digitalSignature)
            .withRaw(Extension.nameConstraints, true, Bytes.utf8("x")),
        "unknown critical extension 2.5.29.30");
  }

  private static void assertProfile(LabCertificate certificate, String reason) {
    assertThat(TimestampProfile.failure(certificate.issuedBy(ROOT).certificate()))
        .hasValueSatisfying(failure -> assertThat(failure.message()).contains(reason));
  }

  @Test
  void aSerialNumberOfAnotherIssuerIsAnotherSigner() {
    LabHolder other =
        LabCertificate.of("CN=tsa", LabKey.p256("tsa")).serialNumber(BigInteger.TWO).issuedBy(ROOT);

    assertThat(other.certificate().serialNumber()).isNotEqualTo(TSA.certificate().serialNumber());
  }
}
