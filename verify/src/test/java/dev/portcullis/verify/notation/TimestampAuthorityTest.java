package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabTimestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;

/** Who may sign timestamps, and how its chain is found (4.2): each rule broken alone. */
class TimestampAuthorityTest {
  private static final Instant STAMPED = LabNotary.SIGNED.plusSeconds(5);
  private static final Instant NOW = LabNotary.SIGNED.plus(Duration.ofDays(1));

  private static LabNotation signer() {
    return LabNotary.signer(MediaTypes.NOTATION_COSE, LabNotary.LEAF, SUBJECT);
  }

  private static LabNotation stamped(Function<Bytes, LabTimestamp> tsa) {
    return signer().timestamp(signature -> tsa.apply(signature).token());
  }

  private static Judgement judge(LabNotation signer) {
    return NotationJudge.judge(strict("ca:acme", "tsa:time"), established(signer), NOW);
  }

  private static void refused(Function<Bytes, LabTimestamp> tsa, String message) {
    judgedRefused(judge(stamped(tsa)), Code.TIMESTAMP, message);
  }

  private static LabTimestamp by(Bytes signature, LabHolder signer, LabHolder... rest) {
    LabTimestamp timestamp = LabTimestamp.of(signer, signature, STAMPED).embed(signer);
    for (LabHolder holder : rest) {
      timestamp.embed(holder);
    }
    return timestamp;
  }

  @Test
  void timestampOfAnUnknownAuthorityIsRefused() {
    LabHolder root =
        LabCertificate.authority("O=time,CN=root", LabKey.p256("other-tsa"), 1).selfSigned();
    LabHolder signer = LabNotary.tsa().issuedBy(root);
    refused(signature -> by(signature, signer, root), "by no trusted authority");
  }

  /** CVE-2026-39984, GHSA-xm5m-wgh2-rrg3: the order of the bag is the attacker's. */
  @Test
  void cve202639984OrderOfTheCertificatesDoesNotMatter() {
    assertThat(
            judge(
                    stamped(
                        signature ->
                            LabTimestamp.of(LabNotary.TSA, signature, STAMPED)
                                .embed(LabNotary.TSA_ROOT)
                                .embed(LabNotary.TSA_MIDDLE)
                                .embed(LabNotary.TSA)))
                .passed())
        .isTrue();
  }

  /** CVE-2026-39984: a good certificate in the bag lends nothing to a bad signer. */
  @Test
  void cve202639984AuthenticatedSignerIsTheOneThatIsChecked() {
    LabHolder impostor = LabNotary.leaf(LabKey.p256("impostor")).selfSigned();
    refused(
        signature -> by(signature, impostor, LabNotary.TSA, LabNotary.TSA_MIDDLE),
        "extended key usage of the timestamp's signer");
    refused(
        signature -> by(signature, impostor, LabNotary.TSA).naming(LabNotary.TSA),
        "does not bind its signer's certificate");
    refused(
        signature ->
            by(signature, impostor, LabNotary.TSA).naming(LabNotary.TSA).binding(LabNotary.TSA),
        "signature does not verify");
  }

  @Test
  void signerThatIsNotEmbeddedIsRefused() {
    refused(
        signature -> LabTimestamp.of(LabNotary.TSA, signature, STAMPED),
        "does not embed its signer's certificate");
  }

  @Test
  void rootThatIsNotEmbeddedIsTakenFromTheStore() {
    assertThat(
            judge(stamped(signature -> by(signature, LabNotary.TSA, LabNotary.TSA_MIDDLE)))
                .passed())
        .isTrue();
  }

  @Test
  void intermediateThatIsNotEmbeddedIsMissed() {
    refused(signature -> by(signature, LabNotary.TSA), "it ends in no trusted root");
  }

  @Test
  void signerByKeyIdentifierIsRefused() {
    LabHolder signer =
        LabNotary.tsa()
            .with(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[20]))
            .issuedBy(LabNotary.TSA_MIDDLE);
    refused(
        signature -> by(signature, signer, LabNotary.TSA_MIDDLE).byKeyIdentifier(),
        "names its signer by key identifier");
  }

  private static void signerRefused(LabCertificate signer, String message) {
    LabHolder issued = signer.issuedBy(LabNotary.TSA_MIDDLE);
    refused(signature -> by(signature, issued, LabNotary.TSA_MIDDLE), message);
  }

  @Test
  void signerThatMayNotTimestampIsRefused() {
    String purpose = "extended key usage of the timestamp's signer is not critical time-stamping";
    signerRefused(LabNotary.tsa().without(Extension.extendedKeyUsage), purpose);
    signerRefused(LabNotary.tsa().purpose(false, KeyPurposeId.id_kp_timeStamping), purpose);
    signerRefused(
        LabNotary.tsa()
            .purpose(true, KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning),
        purpose);
    signerRefused(LabNotary.tsa().without(Extension.keyUsage), "signer has no key usage");
    signerRefused(
        LabNotary.tsa().usage(KeyUsage.nonRepudiation),
        "key usage of the timestamp's signer lacks digital signatures");
    signerRefused(
        LabNotary.tsa().usage(KeyUsage.digitalSignature | KeyUsage.keyAgreement),
        "signer has a key usage with keyAgreement");
  }

  @Test
  void chainIsJudgedAtTheTimeOfTheTimestamp() {
    LabHolder expiredSince =
        LabNotary.tsa()
            .valid(STAMPED.minusSeconds(1), STAMPED.plusSeconds(1))
            .issuedBy(LabNotary.TSA_MIDDLE);
    assertThat(
            judge(stamped(signature -> by(signature, expiredSince, LabNotary.TSA_MIDDLE))).passed())
        .isTrue();
    LabHolder notYet =
        LabNotary.tsa()
            .valid(STAMPED.plusSeconds(1), STAMPED.plusSeconds(9))
            .issuedBy(LabNotary.TSA_MIDDLE);
    refused(
        signature -> by(signature, notYet, LabNotary.TSA_MIDDLE),
        "a certificate of its chain was not valid at");
  }

  private static void middleRefused(LabCertificate middle, String message) {
    LabHolder issued = middle.issuedBy(LabNotary.TSA_ROOT);
    LabHolder signer = LabNotary.tsa().issuedBy(issued);
    refused(signature -> by(signature, signer, issued), message);
  }

  private static LabCertificate middle() {
    return LabCertificate.authority("O=time,CN=middle", LabKey.p256("tsa-middle-2"), 0);
  }

  @Test
  void intermediateThatMayNotIssueIsRefused() {
    middleRefused(middle().without(Extension.basicConstraints), "is not a certificate authority");
    middleRefused(middle().usage(KeyUsage.cRLSign), "may not sign certificates");
    middleRefused(middle().purpose(false, KeyPurposeId.id_kp_codeSigning), "not for this purpose");
    middleRefused(
        middle().valid(STAMPED.plusSeconds(1), STAMPED.plusSeconds(2)), "was not valid at");
  }

  @Test
  void signingTimeAttributeOutsideTheChainIsRefused() {
    refused(
        signature ->
            LabNotary.timestamp(signature, STAMPED)
                .signingTime(Instant.parse("2023-01-01T00:00:00Z")),
        "signing time is outside the validity of its chain");
  }
}
