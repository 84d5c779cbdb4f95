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

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The acceptance rules of 4.4, each broken alone. */
class OcspTest {
  private static final Instant REVOKED = NOW.minus(Duration.ofDays(3));
  private static final int KEY_COMPROMISE = 1;
  private static final int CERTIFICATE_HOLD = 6;

  private static LabOcsp good() {
    return LabOcsp.good(LEAF, CA, NOW);
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
  void goodFromTheIssuerHoldsUntilItsEnd() {
    accepted(good(), NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void certificateMayBeNamedBySha256() {
    accepted(good().sha256Id(), NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void revokedIsRevokedWithItsReason() {
    assertThat(judge(good().revoked(REVOKED, KEY_COMPROMISE)))
        .isEqualTo(
            new RevocationStatus.Revoked(
                REVOKED, "keyCompromise", false, Optional.empty(), "OCSP " + RESPONDER));
    assertThat(judge(good().revoked(REVOKED)))
        .isEqualTo(
            new RevocationStatus.Revoked(
                REVOKED, "unspecified", false, Optional.empty(), "OCSP " + RESPONDER));
  }

  @Test
  void holdIsToldApart() {
    assertThat(judge(good().revoked(REVOKED, CERTIFICATE_HOLD)))
        .isInstanceOfSatisfying(
            RevocationStatus.Revoked.class, revoked -> assertThat(revoked.hold()).isTrue());
  }

  @Test
  void invalidityDateIsRead() throws Exception {
    byte[] date = new ASN1GeneralizedTime(Date.from(REVOKED)).getEncoded();
    assertThat(judge(good().revoked(NOW).singleExtension(Extension.invalidityDate, false, date)))
        .isInstanceOfSatisfying(
            RevocationStatus.Revoked.class,
            revoked -> assertThat(revoked.invalidityDate()).contains(REVOKED));
  }

  @Test
  void unknownToTheResponderIsUnknown() {
    refused(good().unknown(), "the responder does not know the certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "1, malformedRequest",
    "2, internalError",
    "3, tryLater",
    "5, sigRequired",
    "6, unauthorized"
  })
  void failingResponderIsUnknown(int status, String words) {
    refused(good().failing(status), "unusable: the OCSP responder says " + words);
  }

  /** CVE-2026-58062: an answer is bound to its certificate. */
  @Test
  void cve202658062AnswerForAnotherSerialNumberIsRefused() {
    refused(
        good().about(LEAF.certificate().serialNumber().add(BigInteger.ONE)),
        "about another certificate");
  }

  @Test
  void answerForTheSameSerialNumberOfAnotherIssuerIsRefused() {
    refused(good().ofIssuer(OTHER_CA), "about another certificate");
    refused(good().ofIssuer(OTHER_CA).sha256Id(), "about another certificate");
  }

  @Test
  void answerForTheIssuersNameWithAnotherKeyIsRefused() {
    LabHolder renamed =
        LabCertificate.authority("CN=ca,O=acme", LabKey.p256("impostor"), 0).selfSigned();
    refused(good().ofIssuer(renamed), "about another certificate");
  }

  @Test
  void byteAfterTheResponseIsRefused() {
    refused(
        good().editing(der -> Bytes.wrap(Arrays.copyOf(der.toByteArray(), der.length() + 1))),
        "unusable: DER has 1 bytes too many");
  }

  @Test
  void responseOverTheLimitIsRefused() {
    OcspAnswer large = answer(Bytes.wrap(new byte[64 * 1024 + 1]));
    assertThat(judge(LEAF, new RevocationData(List.of(large), List.of())))
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown -> assertThat(unknown.cause()).contains("is over 65536"));
  }

  @Test
  void signatureWithSha1IsRefused() {
    refused(good().sha1(), "signed by an algorithm that is not accepted");
  }

  @Test
  void responseFromTheFutureIsRefused() {
    Optional<Instant> end = Optional.of(NOW.plus(Duration.ofDays(1)));
    refused(good().times(NOW.plus(Duration.ofMinutes(6)), end), "from the future");
    accepted(good().times(NOW.plus(Duration.ofMinutes(4)), end), end.get());
  }

  @Test
  void responsePastItsEndIsRefused() {
    Instant made = NOW.minus(Duration.ofDays(1));
    refused(good().times(made, Optional.of(NOW.minusSeconds(1))), "out of date since");
    accepted(good().times(made, Optional.of(NOW)), NOW);
  }

  @Test
  void responseIsReliedOnForADayAtMost() {
    accepted(
        good().times(NOW.minus(Duration.ofDays(3)), Optional.of(NOW.plus(Duration.ofDays(4)))),
        NOW.plus(Duration.ofHours(24)));
  }

  @Test
  void responseKeptForLongerIsRefused() {
    Bytes der =
        good()
            .times(NOW.minus(Duration.ofDays(3)), Optional.of(NOW.plus(Duration.ofDays(4))))
            .der();
    OcspAnswer kept = new OcspAnswer(der, RESPONDER, NOW.minus(Duration.ofHours(25)));
    assertThat(judge(LEAF, new RevocationData(List.of(kept), List.of())))
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown -> assertThat(unknown.cause()).contains("kept for longer"));
  }

  @Test
  void responseWithoutAnEndIsReliedOnForAMinute() {
    accepted(good().times(NOW.minusSeconds(5), Optional.empty()), NOW.plusSeconds(60));
  }

  @Test
  void oldResponseWithoutAnEndIsRefused() {
    refused(
        good().times(NOW.minus(Duration.ofHours(25)), Optional.empty()), "names no end and is old");
  }

  @Test
  void revocationCountsPastItsEndButHoldDoesNot() {
    Instant made = NOW.minus(Duration.ofDays(2));
    Optional<Instant> end = Optional.of(NOW.minus(Duration.ofDays(1)));
    assertThat(judge(good().times(made, end).revoked(REVOKED, KEY_COMPROMISE)))
        .isInstanceOf(RevocationStatus.Revoked.class);
    refused(good().times(made, end).revoked(REVOKED, CERTIFICATE_HOLD), "out of date since");
  }

  @Test
  void unknownCriticalExtensionIsRefused() throws Exception {
    ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier("1.2.3");
    byte[] value = DERNull.INSTANCE.getEncoded();
    refused(good().extension(oid, true, value), "unknown critical extension 1.2.3");
    refused(good().singleExtension(oid, true, value), "unknown critical extension 1.2.3");
    accepted(good().extension(oid, false, value), NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void nonceThatNobodyAskedForIsIgnored() throws Exception {
    accepted(
        good()
            .extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                false,
                new DEROctetString(new byte[32]).getEncoded()),
        NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void revokedGoesBeforeGood() {
    assertThat(judge(good(), good().revoked(REVOKED))).isInstanceOf(RevocationStatus.Revoked.class);
  }

  @Test
  void unusableResponseDoesNotPoisonAGoodOne() {
    assertThat(judge(good().sha1(), good())).isInstanceOf(RevocationStatus.Good.class);
  }

  @Test
  void listAnswersWhereTheResponderDoesNot() {
    RevocationData data =
        new RevocationData(
            List.of(answer(good().failing(3).der())), List.of(list(LabCrl.of(CA, NOW).der())));
    assertThat(judge(LEAF, data)).isInstanceOf(RevocationStatus.Good.class);
  }
}
