package dev.portcullis.verify.x509;

import static dev.portcullis.verify.x509.RevocationFixture.CA;
import static dev.portcullis.verify.x509.RevocationFixture.LEAF;
import static dev.portcullis.verify.x509.RevocationFixture.LIST;
import static dev.portcullis.verify.x509.RevocationFixture.NOW;
import static dev.portcullis.verify.x509.RevocationFixture.OTHER_CA;
import static dev.portcullis.verify.x509.RevocationFixture.RESPONDER;
import static dev.portcullis.verify.x509.RevocationFixture.about;
import static dev.portcullis.verify.x509.RevocationFixture.judge;
import static dev.portcullis.verify.x509.RevocationFixture.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabRevocable;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

class RevocationTest {
  @Test
  void placesToAskAreRead() throws Exception {
    LabHolder leaf =
        leaf()
            .with(
                Extension.cRLDistributionPoints,
                false,
                LabRevocable.lists("http://a.test/1", "https://a.test/2", "ldap://a.test"))
            .with(Extension.freshestCRL, false, LabRevocable.lists("HTTP://a.test/delta"))
            .issuedBy(CA);
    RevocationQuestion question = about(leaf);
    assertThat(question.ocspUrls()).containsExactly(RESPONDER);
    assertThat(question.crlUrls())
        .containsExactly(List.of("http://a.test/1"), List.of(), List.of());
    assertThat(question.deltaCrlUrls()).containsExactly("HTTP://a.test/delta");
  }

  @Test
  void certificateWithoutPointersIsNotRevocable() {
    LabHolder leaf =
        leaf()
            .without(Extension.cRLDistributionPoints)
            .without(Extension.authorityInfoAccess)
            .issuedBy(CA);
    assertThat(judge(leaf, RevocationData.NONE)).isInstanceOf(RevocationStatus.NotRevocable.class);
  }

  @Test
  void certificateWithAnUnreadablePointerIsUnknown() {
    LabHolder leaf =
        leaf()
            .without(Extension.authorityInfoAccess)
            .withRaw(Extension.cRLDistributionPoints, false, Bytes.utf8("nonsense"))
            .issuedBy(CA);
    assertThat(judge(leaf, RevocationData.NONE)).isInstanceOf(RevocationStatus.Unknown.class);
    LabHolder other =
        leaf()
            .without(Extension.cRLDistributionPoints)
            .withRaw(Extension.authorityInfoAccess, false, Bytes.utf8("nonsense"))
            .issuedBy(CA);
    assertThat(judge(other, RevocationData.NONE)).isInstanceOf(RevocationStatus.Unknown.class);
  }

  /** RFC 9608, for a life of at most seven days. */
  @Test
  void shortLivedCertificateMaySayThatItIsNotRevocable() {
    ASN1ObjectIdentifier noRevAvail = new ASN1ObjectIdentifier("2.5.29.56");
    LabHolder shortLived =
        leaf()
            .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(6)))
            .with(noRevAvail, false, DERNull.INSTANCE)
            .issuedBy(CA);
    LabHolder longer =
        leaf()
            .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(6)).plusSeconds(1))
            .with(noRevAvail, false, DERNull.INSTANCE)
            .issuedBy(CA);
    assertThat(judge(shortLived, RevocationData.NONE))
        .isInstanceOf(RevocationStatus.NotRevocable.class);
    assertThat(judge(longer, RevocationData.NONE)).isInstanceOf(RevocationStatus.Unknown.class);
    assertThat(
            Revocation.judge(
                about(shortLived),
                RevocationData.NONE,
                new RevocationRules(Duration.ZERO, Duration.ZERO, Duration.ZERO),
                NOW))
        .isInstanceOf(RevocationStatus.Unknown.class);
  }

  @Test
  void keyTellsIssuersOfOneNameApart() {
    RevocationKey key = about(LEAF).key();
    assertThat(key)
        .isEqualTo(RevocationKey.of(LEAF.certificate(), CA.certificate()))
        .isNotEqualTo(RevocationKey.of(LEAF.certificate(), OTHER_CA.certificate()));
    assertThat(key.toString()).startsWith(LEAF.certificate().serialNumber().toString(16) + "-");
  }

  @Test
  void questionsAreAboutEveryCertificateButTheRoot() {
    assertThat(RevocationQuestion.about(List.of(LEAF.certificate(), CA.certificate())))
        .containsExactly(new RevocationQuestion(LEAF.certificate(), CA.certificate()));
    assertThat(RevocationQuestion.about(List.of(CA.certificate()))).isEmpty();
  }

  @Test
  void unknownSaysWhatToFetch() {
    assertThat(judge(LEAF, RevocationData.NONE))
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown -> assertThat(unknown.alsoNeeded()).containsExactly(LIST));
  }
}
