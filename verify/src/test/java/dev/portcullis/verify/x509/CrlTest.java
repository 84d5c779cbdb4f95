package dev.portcullis.verify.x509;

import static dev.portcullis.verify.x509.RevocationFixture.CA;
import static dev.portcullis.verify.x509.RevocationFixture.LEAF;
import static dev.portcullis.verify.x509.RevocationFixture.LIST;
import static dev.portcullis.verify.x509.RevocationFixture.NOW;
import static dev.portcullis.verify.x509.RevocationFixture.OTHER_CA;
import static dev.portcullis.verify.x509.RevocationFixture.good;
import static dev.portcullis.verify.x509.RevocationFixture.judge;
import static dev.portcullis.verify.x509.RevocationFixture.leaf;
import static dev.portcullis.verify.x509.RevocationFixture.list;
import static dev.portcullis.verify.x509.RevocationFixture.revoked;
import static dev.portcullis.verify.x509.RevocationFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import dev.portcullis.verify.x509.RevocationData.CrlFloor;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.junit.jupiter.api.Test;

/** The acceptance rules of 4.5, each broken alone. */
class CrlTest {
  private static final BigInteger SERIAL = LEAF.certificate().serialNumber();
  private static final Instant END = NOW.plus(Duration.ofDays(1));
  private static final int KEY_COMPROMISE = 1;
  private static final int CERTIFICATE_HOLD = 6;

  private static LabCrl crl() {
    return LabCrl.of(CA, NOW);
  }

  private static void refused(LabCrl crl, String cause) {
    unknown(judge(list(crl.der())), cause);
  }

  @Test
  void certificateThatIsNotListedIsGoodUntilTheNextList() {
    assertThat(judge(list(crl().der())))
        .isEqualTo(new RevocationStatus.Good(END, "CRL " + LIST, NOW.minus(Duration.ofHours(1))));
    good(judge(list(crl().revoking(SERIAL.add(BigInteger.ONE), KEY_COMPROMISE).der())));
  }

  @Test
  void listedCertificateIsRevokedWithItsReason() {
    assertThat(judge(list(crl().revoking(SERIAL, KEY_COMPROMISE).der())))
        .isEqualTo(
            new RevocationStatus.Revoked(
                NOW.minus(Duration.ofDays(1)),
                "keyCompromise",
                false,
                Optional.empty(),
                "CRL " + LIST));
  }

  @Test
  void invalidityDateIsRead() {
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(judge(list(crl().revokingSince(SERIAL, since).der())))
        .isInstanceOfSatisfying(
            RevocationStatus.Revoked.class,
            revoked -> assertThat(revoked.invalidityDate()).contains(since));
  }

  @Test
  void listOfAnotherIssuerIsRefused() {
    refused(LabCrl.of(OTHER_CA, NOW), "by another issuer");
    refused(LabCrl.named(OTHER_CA, CA, NOW), "by another issuer");
  }

  @Test
  void listThatTheIssuerDidNotSignIsRefused() {
    refused(crl().signedWith(LabKey.p256("impostor")), "not signed by the issuer");
  }

  @Test
  void signatureWithSha1IsRefused() {
    refused(crl().sha1(), "signed by an algorithm that is not accepted");
  }

  @Test
  void issuerWithoutCrlSignIsRefused() {
    LabHolder issuer =
        LabCertificate.authority("CN=nocrl,O=acme", LabKey.p256("nocrl"), 0)
            .usage(KeyUsage.keyCertSign)
            .selfSigned();
    LabHolder subject = leaf().issuedBy(issuer);
    unknown(
        Revocation.judge(
            new RevocationQuestion(subject.certificate(), issuer.certificate()),
            new RevocationData(List.of(), List.of(list(LabCrl.of(issuer, NOW).der()))),
            RevocationRules.DEFAULT,
            NOW),
        "lacks cRLSign");
  }

  @Test
  void listFromTheFutureIsRefused() {
    refused(LabCrl.of(CA, NOW, NOW.plus(Duration.ofMinutes(6))), "from the future");
  }

  @Test
  void listPastItsEndIsRefused() {
    RevocationStatus.Unknown unknown =
        unknown(
            judge(list(crl().nextUpdate(Optional.of(NOW.minusSeconds(1))).der())),
            "is out of date since");
    assertThat(unknown.alsoNeeded()).containsExactly(LIST);
    good(judge(list(crl().nextUpdate(Optional.of(NOW)).der())));
  }

  @Test
  void listWithoutAnEndIsRefused() {
    refused(crl().nextUpdate(Optional.empty()), "does not say when it ends");
  }

  @Test
  void revocationCountsPastTheEndButHoldDoesNot() {
    Optional<Instant> over = Optional.of(NOW.minusSeconds(1));
    revoked(
        judge(list(crl().revoking(SERIAL, KEY_COMPROMISE).nextUpdate(over).der())),
        "keyCompromise");
    refused(crl().revoking(SERIAL, CERTIFICATE_HOLD).nextUpdate(over), "is out of date since");
  }

  @Test
  void unknownCriticalExtensionIsRefused() {
    ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier("1.2.3");
    refused(crl().extension(oid, true, DERNull.INSTANCE), "unknown critical extension 1.2.3");
    good(judge(list(crl().extension(oid, false, DERNull.INSTANCE).der())));
  }

  @Test
  void unknownCriticalExtensionOfAnyEntryIsRefused() {
    refused(
        crl().revoking(BigInteger.TWO, new ASN1ObjectIdentifier("1.2.3"), true, DERNull.INSTANCE),
        "unknown critical extension 1.2.3");
  }

  @Test
  void byteAfterTheListIsRefused() {
    refused(
        crl().editing(der -> Bytes.wrap(Arrays.copyOf(der.toByteArray(), der.length() + 1))),
        "DER has 1 bytes too many");
  }

  @Test
  void missingListIsAskedFor() {
    assertThat(
            unknown(judge(LEAF, RevocationData.NONE), "no usable revocation list from " + LIST)
                .alsoNeeded())
        .containsExactly(LIST);
  }

  /** Section 9, row "CRL IDP": the swap of one shard for another over plain http. */
  @Test
  void shardOfAnotherPointIsRefusedWhateverUrlServedIt() {
    refused(crl().at("http://crl.acme.test/other-shard.crl"), "no usable revocation list from");
  }

  @Test
  void shardOfThisPointIsAcceptedFromAnyUrl() {
    good(judge(list("http://cache.test/copy", crl().at("http://x.test/a", LIST).der())));
  }

  @Test
  void listThatNamesNoPointCountsOnlyFromItsOwnUrl() {
    unknown(judge(list("http://elsewhere.test/ca.crl", crl().der())), "no usable revocation list");
  }

  @Test
  void listForAuthoritiesOnlyIsRefusedForALeaf() {
    refused(
        crl().scope(Optional.empty(), false, true, Optional.empty(), false, false),
        "for authorities only");
    good(
        judge(
            list(
                crl().scope(Optional.empty(), true, false, Optional.empty(), false, false).der())));
  }

  @Test
  void listForEndEntitiesOnlyIsRefusedForAnAuthority() {
    LabHolder subordinate =
        LabCertificate.authority("CN=sub,O=acme", LabKey.p256("sub"), 0)
            .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(LIST))
            .issuedBy(CA);
    RevocationData data =
        new RevocationData(
            List.of(),
            List.of(
                list(
                    crl()
                        .scope(Optional.empty(), true, false, Optional.empty(), false, false)
                        .der())));
    unknown(judge(subordinate, data), "for end entities only");
  }

  @Test
  void listForAttributeCertificatesIsRefused() {
    refused(
        crl().scope(Optional.empty(), false, false, Optional.empty(), false, true),
        "for attribute certificates only");
  }

  @Test
  void indirectListIsRefused() {
    refused(crl().scope(Optional.empty(), false, false, Optional.empty(), true, false), "indirect");
  }

  @Test
  void listForSomeReasonsRevokesButDoesNotAcquit() {
    ReasonFlags reasons = new ReasonFlags(ReasonFlags.keyCompromise);
    refused(
        crl().scope(Optional.empty(), false, false, Optional.of(reasons), false, false),
        "cover some reasons");
    revoked(
        judge(
            list(
                crl()
                    .scope(Optional.empty(), false, false, Optional.of(reasons), false, false)
                    .revoking(SERIAL, KEY_COMPROMISE)
                    .der())),
        "keyCompromise");
  }

  @Test
  void rollbackByNumberIsRefused() {
    CrlFloor floor =
        new CrlFloor(Optional.of(BigInteger.valueOf(8)), NOW.minus(Duration.ofDays(9)));
    unknown(
        judge(new CrlAnswer(crl().der(), LIST, Optional.of(floor))),
        "older than the list that was seen before");
    unknown(
        judge(new CrlAnswer(crl().number(Optional.empty()).der(), LIST, Optional.of(floor))),
        "older than the list that was seen before");
  }

  @Test
  void rollbackByTimeIsRefused() {
    CrlFloor floor = new CrlFloor(Optional.empty(), NOW.minus(Duration.ofMinutes(59)));
    unknown(
        judge(new CrlAnswer(crl().der(), LIST, Optional.of(floor))),
        "older than the list that was seen before");
  }

  @Test
  void sameListAgainIsNoRollback() throws Exception {
    Bytes der = crl().der();
    CrlFloor floor = RevocationList.parse(der).asFloor();
    assertThat(floor.number()).contains(BigInteger.valueOf(7));
    good(judge(new CrlAnswer(der, LIST, Optional.of(floor))));
  }

  private static LabHolder leafWith(CRLDistPoint points) {
    return leaf().with(Extension.cRLDistributionPoints, false, points).issuedBy(CA);
  }

  private static RevocationStatus judgeWith(CRLDistPoint points, CrlAnswer... lists) {
    return judge(leafWith(points), new RevocationData(List.of(), List.of(lists)));
  }

  /** Section 9, row "CDP list". */
  @Test
  void everyPointMustBeCovered() {
    CRLDistPoint two = LabRevocable.lists("http://a.test/crl", "http://b.test/crl");
    Bytes der = crl().der();
    unknown(
        judgeWith(two, list("http://a.test/crl", der)), "no usable revocation list from http://b");
    good(judgeWith(two, list("http://a.test/crl", der), list("http://b.test/crl", der)));
  }

  /** Section 9, row "CDP list": mirrors of one point. */
  @Test
  void oneMirrorOfAPointSuffices() {
    CRLDistPoint mirrors = LabRevocable.mirrors("http://a.test/crl", "http://b.test/crl");
    good(judgeWith(mirrors, list("http://b.test/crl", crl().der())));
  }

  @Test
  void revocationInOneOfTwoPointsSuffices() {
    CRLDistPoint two = LabRevocable.lists("http://a.test/crl", "http://b.test/crl");
    LabHolder leaf = leafWith(two);
    RevocationData data =
        new RevocationData(
            List.of(),
            List.of(
                list(
                    "http://b.test/crl",
                    crl().revoking(leaf.certificate().serialNumber(), KEY_COMPROMISE).der())));
    revoked(judge(leaf, data), "keyCompromise");
  }

  @Test
  void pointThatNamesAnotherIssuerIsUnknown() {
    DistributionPoint indirect =
        new DistributionPoint(
            new DistributionPointName(LabRevocable.names(List.of(LIST))),
            null,
            new GeneralNames(new GeneralName(new X500Name("CN=other,O=acme"))));
    unknown(
        judgeWith(new CRLDistPoint(new DistributionPoint[] {indirect}), list(crl().der())),
        "an indirect revocation list is named");
  }

  @Test
  void pointForSomeReasonsNeedsAnotherForTheRest() {
    DistributionPoint partial =
        new DistributionPoint(
            new DistributionPointName(LabRevocable.names(List.of("http://a.test/crl"))),
            new ReasonFlags(ReasonFlags.keyCompromise),
            null);
    Bytes der = crl().der();
    unknown(
        judgeWith(
            new CRLDistPoint(new DistributionPoint[] {partial}), list("http://a.test/crl", der)),
        "cover some reasons");
    good(
        judgeWith(
            new CRLDistPoint(new DistributionPoint[] {partial, LabRevocable.point(LIST)}),
            list("http://a.test/crl", der),
            list(der)));
  }

  @Test
  void pointThatIsNoHttpUrlIsUnknown() {
    unknown(
        judgeWith(LabRevocable.mirrors("ldap://x.test/cn=ca"), list(crl().der())),
        "a place that is no http URL");
  }

  @Test
  void newestListOfAPointDecides() {
    Bytes older =
        LabCrl.of(CA, NOW, NOW.minus(Duration.ofHours(5))).revoking(SERIAL, CERTIFICATE_HOLD).der();
    good(judge(list(older), list(crl().number(8).der())));
  }
}
