package dev.portcullis.verify.x509;

import static dev.portcullis.verify.x509.RevocationFixture.CA;
import static dev.portcullis.verify.x509.RevocationFixture.LEAF;
import static dev.portcullis.verify.x509.RevocationFixture.NOW;
import static dev.portcullis.verify.x509.RevocationFixture.OTHER_CA;
import static dev.portcullis.verify.x509.RevocationFixture.RESPONDER;
import static dev.portcullis.verify.x509.RevocationFixture.answer;
import static dev.portcullis.verify.x509.RevocationFixture.judge;
import static dev.portcullis.verify.x509.RevocationFixture.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Who may sign OCSP responses (4.4; RFC 6960, section 4.2.2.2): each rule broken alone. */
class OcspResponderTest {
  private static final Instant REVOKED = NOW.minus(Duration.ofDays(3));
  private static final int KEY_COMPROMISE = 1;

  private static LabOcsp good() {
    return LabOcsp.good(LEAF, CA, NOW);
  }

  private static LabCertificate delegate() {
    return LabCertificate.of("CN=responder,O=acme", LabKey.p256("responder"))
        .usage(KeyUsage.digitalSignature)
        .purpose(false, KeyPurposeId.id_kp_OCSPSigning);
  }

  private static LabCertificate exemptDelegate() {
    return delegate().with(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
  }

  private static void accepted(LabOcsp response, Instant until) {
    assertThat(judge(response))
        .isInstanceOfSatisfying(
            RevocationStatus.Good.class,
            good -> {
              assertThat(good.validUntil()).isEqualTo(until);
              assertThat(good.source()).isEqualTo("OCSP " + RESPONDER);
            });
  }

  private static void refused(LabOcsp response, String cause) {
    assertThat(judge(response))
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown -> assertThat(unknown.cause()).contains("OCSP " + RESPONDER + ": " + cause));
  }

  @Test
  void responderMayBeNamedByKey() {
    accepted(good().byKey(), NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void damagedSignatureIsRefused() {
    refused(good().signedWith(LabKey.p256("impostor")), "not signed by the issuer");
  }

  @Test
  void issuerThatNamesAnotherResponderIsRefused() {
    refused(good().naming(OTHER_CA), "signed by the issuer but names another responder");
    refused(good().naming(OTHER_CA).byKey(), "signed by the issuer but names another responder");
  }

  /** golang/go#81395: the opposite bug. */
  @Test
  void issuerCertificateEmbeddedInTheResponseIsAccepted() {
    accepted(good().embedding(CA), NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void delegateWithNocheckIsAccepted() {
    LabHolder delegate = exemptDelegate().issuedBy(CA);
    accepted(good().by(delegate), NOW.plus(Duration.ofDays(1)));
    accepted(good().by(delegate).byKey(), NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void delegateIsFoundAmongAllEmbeddedCertificates() {
    accepted(
        good().embedding(CA).embedding(OTHER_CA).by(exemptDelegate().issuedBy(CA)),
        NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void delegateWithoutPurposeIsRefused() {
    refused(
        good().by(exemptDelegate().without(Extension.extendedKeyUsage).issuedBy(CA)),
        "the responder's certificate lacks OCSPSigning");
    refused(
        good().by(exemptDelegate().purpose(false, KeyPurposeId.anyExtendedKeyUsage).issuedBy(CA)),
        "the responder's certificate lacks OCSPSigning");
  }

  /**
   * golang/go#59641; section 9, row "OCSP delegate rules": a revoked signer must not vouch for
   * itself.
   */
  @Test
  void leafThatSignsItsOwnGoodIsRefused() {
    refused(good().by(LEAF), "the responder's certificate lacks OCSPSigning");
  }

  @Test
  void delegateWithoutDigitalSignatureIsRefused() {
    refused(
        good().by(exemptDelegate().usage(KeyUsage.keyEncipherment).issuedBy(CA)),
        "the responder's certificate lacks digitalSignature");
  }

  @Test
  void delegateWithoutKeyUsageIsAccepted() {
    accepted(
        good().by(exemptDelegate().without(Extension.keyUsage).issuedBy(CA)),
        NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void expiredDelegateIsRefused() {
    refused(
        good()
            .by(
                exemptDelegate()
                    .valid(NOW.minus(Duration.ofDays(9)), NOW.minusSeconds(1))
                    .issuedBy(CA)),
        "the responder's certificate is not valid now");
  }

  @Test
  void delegateOfAnotherIssuerIsRefused() {
    refused(
        good().by(exemptDelegate().issuedBy(OTHER_CA)),
        "the responder's certificate is not issued by the issuer");
  }

  @Test
  void delegateThatTheResponseDoesNotNameIsRefused() {
    refused(
        good().by(exemptDelegate().issuedBy(CA)).naming(CA),
        "not signed by the issuer or a responder that it embeds");
  }

  @Test
  void delegateWithUnknownCriticalExtensionIsRefused() {
    refused(
        good()
            .by(
                exemptDelegate()
                    .with(new ASN1ObjectIdentifier("1.2.3"), true, DERNull.INSTANCE)
                    .issuedBy(CA)),
        "the responder's certificate has an unknown critical extension 1.2.3");
  }

  @Test
  void answerOfADelegateEndsWithItsCertificate() {
    Instant end = NOW.plus(Duration.ofMinutes(30));
    accepted(good().by(exemptDelegate().valid(REVOKED, end).issuedBy(CA)), end);
  }

  /** Section 9, row "OCSP nocheck". */
  @Test
  void delegateWithoutNocheckIsJudgedByItsList() {
    LabHolder delegate =
        delegate()
            .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors("http://r.test/crl"))
            .issuedBy(CA);
    RevocationData alone =
        new RevocationData(List.of(answer(good().by(delegate).der())), List.of());
    assertThat(judge(LEAF, alone))
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown -> {
              assertThat(unknown.cause())
                  .contains("whether the responder's certificate is revoked");
              assertThat(unknown.alsoNeeded()).contains("http://r.test/crl");
            });
    RevocationData listed =
        new RevocationData(
            alone.responses(), List.of(list("http://r.test/crl", LabCrl.of(CA, NOW).der())));
    assertThat(judge(LEAF, listed)).isInstanceOf(RevocationStatus.Good.class);
    RevocationData revoked =
        new RevocationData(
            alone.responses(),
            List.of(
                list(
                    "http://r.test/crl",
                    LabCrl.of(CA, NOW)
                        .revoking(delegate.certificate().serialNumber(), KEY_COMPROMISE)
                        .der())));
    assertThat(judge(LEAF, revoked))
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown ->
                assertThat(unknown.cause()).contains("the responder's certificate is revoked"));
  }

  @Test
  void delegateWithNeitherNocheckNorListIsAcceptedForADay() {
    accepted(
        good().times(NOW, Optional.of(NOW.plus(Duration.ofDays(9)))).by(delegate().issuedBy(CA)),
        NOW.plus(Duration.ofHours(24)));
  }
}
