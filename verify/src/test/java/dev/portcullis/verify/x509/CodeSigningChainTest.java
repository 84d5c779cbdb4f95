package dev.portcullis.verify.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSha1Signer;
import dev.portcullis.verify.x509.CodeSigningChain.Leniency;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chain profile of 4.1, each rule broken alone. */
class CodeSigningChainTest {
  private static final LabHolder ROOT = root().selfSigned();
  private static final LabHolder MIDDLE = middle().issuedBy(ROOT);
  private static final LabHolder LEAF = leaf().issuedBy(MIDDLE);

  private static LabCertificate root() {
    return LabCertificate.authority("O=acme,CN=root", LabKey.p384("chain-root"), 1);
  }

  private static LabCertificate middle() {
    return LabCertificate.authority("O=acme,CN=middle", LabKey.rsa("chain-middle"), 0);
  }

  private static LabCertificate leaf() {
    return LabCertificate.of("O=acme,CN=leaf", LabKey.p256("chain-leaf"))
        .usage(KeyUsage.digitalSignature)
        .purpose(false, KeyPurposeId.id_kp_codeSigning);
  }

  private static List<Certificate> chain(LabHolder... holders) {
    return Arrays.stream(holders).map(LabHolder::certificate).toList();
  }

  private static Optional<String> complaint(LabHolder... holders) {
    Optional<Failure> failure = CodeSigningChain.failure(chain(holders), Leniency.NONE);
    failure.ifPresent(found -> assertThat(found.code()).isEqualTo(Failure.Code.CHAIN));
    return failure.map(Failure::message);
  }

  private static void leafRefused(LabCertificate leaf, String message) {
    assertThat(complaint(leaf.issuedBy(MIDDLE), MIDDLE, ROOT))
        .contains("certificate 1 of 3 (CN=leaf,O=acme) " + message);
  }

  private static void middleRefused(LabCertificate middle, String message) {
    LabHolder issued = middle.issuedBy(ROOT);
    assertThat(complaint(leaf().issuedBy(issued), issued, ROOT))
        .contains("certificate 2 of 3 (CN=middle,O=acme) " + message);
  }

  @Test
  void chainOfThreeIsAccepted() {
    assertThat(complaint(LEAF, MIDDLE, ROOT)).isEmpty();
  }

  @Test
  void selfSignedLeafAloneIsAccepted() {
    assertThat(complaint(leaf().selfSigned())).isEmpty();
  }

  @Test
  void selfSignedAuthorityAloneIsRefused() {
    assertThat(complaint(ROOT))
        .contains(
            "certificate 1 of 1 (CN=root,O=acme) signs artifacts although it is a CA by its basic"
                + " constraints");
  }

  @Test
  void chainWithoutItsRootIsRefused() {
    assertThat(complaint(LEAF, MIDDLE))
        .contains(
            "certificate 2 of 2 (CN=middle,O=acme) is the last but not self-signed: the chain must"
                + " end in its root");
  }

  @Test
  void leafAloneOfAnAuthorityIsRefused() {
    assertThat(complaint(LEAF).orElseThrow()).contains("is the last but not self-signed");
  }

  @Test
  void chainInAnotherOrderIsRefused() {
    assertThat(complaint(LEAF, ROOT, MIDDLE).orElseThrow())
        .contains("certificate 1 of 3 (CN=leaf,O=acme) is not issued by the next");
  }

  @Test
  void rootTwiceIsRefused() {
    assertThat(complaint(LEAF, MIDDLE, ROOT, ROOT).orElseThrow())
        .contains("certificate 3 of 4 (CN=root,O=acme) is self-signed but not the last");
  }

  @Test
  void selfSignedLeafBeforeAnotherIsRefused() {
    assertThat(complaint(leaf().selfSigned(), ROOT).orElseThrow())
        .contains("certificate 1 of 2 (CN=leaf,O=acme) is self-signed but not the last");
  }

  @Test
  void unrelatedCertificateInBetweenIsRefused() {
    LabHolder other =
        LabCertificate.authority("O=acme,CN=other", LabKey.p256("chain-other"), 0).issuedBy(ROOT);
    assertThat(complaint(LEAF, other, ROOT).orElseThrow())
        .contains("certificate 1 of 3 (CN=leaf,O=acme) is not issued by the next");
  }

  @Test
  void issuerOfTheSameNameWithAnotherKeyIsRefused() {
    LabHolder impostor =
        LabCertificate.authority("O=acme,CN=middle", LabKey.p256("impostor"), 0).issuedBy(ROOT);
    assertThat(complaint(LEAF, impostor, ROOT).orElseThrow())
        .contains("certificate 1 of 3 (CN=leaf,O=acme) is not issued by the next");
  }

  @Test
  void issuerOfTheSameKeyWithAnotherNameIsRefused() {
    LabHolder renamed =
        LabCertificate.authority("O=acme,CN=renamed", LabKey.rsa("chain-middle"), 0).issuedBy(ROOT);
    assertThat(complaint(LEAF, renamed, ROOT).orElseThrow())
        .contains("certificate 1 of 3 (CN=leaf,O=acme) is not issued by the next");
  }

  @Test
  void authorityWithoutBasicConstraintsIsRefused() {
    middleRefused(
        middle().without(Extension.basicConstraints),
        "issues certificates without being a CA by its basic constraints");
    middleRefused(
        middle().with(Extension.basicConstraints, true, new BasicConstraints(false)),
        "issues certificates without being a CA by its basic constraints");
  }

  /** Section 9, row "basicConstraints critical on CA". */
  @Test
  void basicConstraintsThatAreNotCriticalAreRefusedUnlessNotationIsFollowed() {
    LabCertificate middle =
        middle().with(Extension.basicConstraints, false, new BasicConstraints(0));
    middleRefused(middle, "has basic constraints that are not critical");
    LabHolder issued = middle.issuedBy(ROOT);
    assertThat(
            CodeSigningChain.failure(
                chain(leaf().issuedBy(issued), issued, ROOT),
                Leniency.NON_CRITICAL_BASIC_CONSTRAINTS))
        .isEmpty();
  }

  @Test
  void tooShortPathLengthIsRefused() {
    LabHolder root =
        LabCertificate.authority("O=acme,CN=root", LabKey.p384("chain-root"), 0).selfSigned();
    assertThat(complaint(LEAF, MIDDLE, root))
        .contains(
            "certificate 3 of 3 (CN=root,O=acme) has a path length of 0 with 1 authorities below"
                + " it");
  }

  @Test
  void authorityWithoutKeyUsageIsRefused() {
    middleRefused(middle().without(Extension.keyUsage), "has no key usage");
  }

  /** notation#909: refused there, too; the message says which certificate. */
  @Test
  void authorityWhoseKeyUsageIsNotCriticalIsRefused() {
    middleRefused(
        middle().with(Extension.keyUsage, false, new KeyUsage(KeyUsage.keyCertSign)),
        "has a key usage that is not critical");
  }

  @Test
  void authorityWithoutKeyCertSignIsRefused() {
    middleRefused(middle().usage(KeyUsage.cRLSign), "has a key usage without keyCertSign");
  }

  @Test
  void leafThatIsAnAuthorityIsRefused() {
    leafRefused(
        leaf().with(Extension.basicConstraints, true, new BasicConstraints(true)),
        "signs artifacts although it is a CA by its basic constraints");
  }

  @Test
  void leafWithEmptyBasicConstraintsIsAccepted() {
    assertThat(
            complaint(
                leaf()
                    .with(Extension.basicConstraints, true, new BasicConstraints(false))
                    .issuedBy(MIDDLE),
                MIDDLE,
                ROOT))
        .isEmpty();
  }

  @Test
  void leafWithoutKeyUsageIsRefused() {
    leafRefused(leaf().without(Extension.keyUsage), "has no key usage");
  }

  @Test
  void leafWhoseKeyUsageIsNotCriticalIsRefused() {
    leafRefused(
        leaf().with(Extension.keyUsage, false, new KeyUsage(KeyUsage.digitalSignature)),
        "has a key usage that is not critical");
  }

  @Test
  void leafWithoutDigitalSignatureIsRefused() {
    leafRefused(leaf().usage(KeyUsage.nonRepudiation), "has a key usage without digitalSignature");
  }

  @Test
  void nonRepudiationIsAllowed() {
    assertThat(
            complaint(
                leaf().usage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation).issuedBy(MIDDLE),
                MIDDLE,
                ROOT))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    KeyUsage.keyEncipherment + ", keyEncipherment",
    KeyUsage.dataEncipherment + ", dataEncipherment",
    KeyUsage.keyAgreement + ", keyAgreement",
    KeyUsage.keyCertSign + ", keyCertSign",
    KeyUsage.cRLSign + ", cRLSign",
    KeyUsage.encipherOnly + ", encipherOnly",
    KeyUsage.decipherOnly + ", decipherOnly",
  })
  void leafWithAnotherUsageIsRefused(int usage, String name) {
    leafRefused(leaf().usage(KeyUsage.digitalSignature | usage), "has a key usage with " + name);
  }

  /** Section 9, rows "EKU any" and "EKU OCSPSigning" among them. */
  @ParameterizedTest
  @CsvSource({
    "2.5.29.37.0, anyExtendedKeyUsage",
    "1.3.6.1.5.5.7.3.1, serverAuth",
    "1.3.6.1.5.5.7.3.2, clientAuth",
    "1.3.6.1.5.5.7.3.4, emailProtection",
    "1.3.6.1.5.5.7.3.8, timeStamping",
    "1.3.6.1.5.5.7.3.9, OCSPSigning",
  })
  void leafWithAForbiddenPurposeIsRefused(String oid, String name) {
    leafRefused(
        leaf()
            .purpose(
                false,
                KeyPurposeId.id_kp_codeSigning,
                KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid))),
        "has an extended key usage with " + name);
  }

  @Test
  void leafWithoutPurposeOrWithAnUnknownOneIsAccepted() {
    assertThat(complaint(leaf().without(Extension.extendedKeyUsage).issuedBy(MIDDLE), MIDDLE, ROOT))
        .isEmpty();
    assertThat(
            complaint(
                leaf()
                    .purpose(false, KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.2.3")))
                    .issuedBy(MIDDLE),
                MIDDLE,
                ROOT))
        .isEmpty();
  }

  @Test
  void leafSignedWithSha1IsRefused() {
    LabHolder leaf =
        leaf().signedBy(new X500Name("O=acme,CN=middle"), new LabSha1Signer(MIDDLE.key()));
    assertThat(complaint(leaf, MIDDLE, ROOT))
        .contains(
            "certificate 1 of 3 (CN=leaf,O=acme) is signed by an algorithm that is not accepted");
  }

  @Test
  void rootSignedWithSha1IsRefused() {
    LabHolder root = root().signedBy(new X500Name("O=acme,CN=root"), new LabSha1Signer(ROOT.key()));
    assertThat(complaint(LEAF, MIDDLE, root))
        .contains(
            "certificate 3 of 3 (CN=root,O=acme) is signed by an algorithm that is not accepted");
  }

  @Test
  void smallKeyOfAnAuthorityIsRefused() {
    LabHolder weak =
        LabCertificate.authority("O=acme,CN=weak", LabKey.rsa("weak", 1024, 65537), 0)
            .issuedBy(ROOT);
    assertThat(complaint(leaf().issuedBy(weak), weak, ROOT).orElseThrow())
        .contains("certificate 1 of 3 (CN=leaf,O=acme) cannot be read")
        .contains("1024");
  }

  @Test
  void nameConstraintsAreNotLookedAt() {
    LabHolder constrained =
        middle()
            .with(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(new X500Name("O=nobody")))
                    },
                    null))
            .issuedBy(ROOT);
    assertThat(complaint(leaf().issuedBy(constrained), constrained, ROOT)).isEmpty();
  }

  @Test
  void validityNeedNotNest() {
    LabHolder early =
        middle()
            .valid(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"))
            .issuedBy(ROOT);
    assertThat(complaint(leaf().issuedBy(early), early, ROOT)).isEmpty();
  }
}
