package dev.portcullis.verify.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;

class CertificateTest {
  private static final Instant FROM = Instant.parse("2024-05-06T07:08:09Z");
  private static final Instant TO = Instant.parse("2054-05-06T07:08:09Z");
  private static final LabHolder ROOT =
      LabCertificate.authority("CN=root,O=lab", LabKey.p384("root"), 3).selfSigned();

  private static LabCertificate leaf() {
    return LabCertificate.of("CN=leaf", LabKey.p256("leaf"))
        .valid(FROM, TO)
        .usage(0b1000_0000)
        .purpose(false, KeyPurposeId.id_kp_codeSigning);
  }

  @Test
  void everyFieldIsWhatBouncyCastleReads() throws Exception {
    Certificate leaf = leaf().issuedBy(ROOT).certificate();
    X509CertificateHolder other = new X509CertificateHolder(leaf.der().toByteArray());

    assertThat(leaf.version()).isEqualTo(other.getVersionNumber());
    assertThat(leaf.serialNumber()).isEqualTo(other.getSerialNumber());
    assertThat(leaf.issuer().toByteArray()).isEqualTo(other.getIssuer().getEncoded());
    assertThat(leaf.subject().toByteArray()).isEqualTo(other.getSubject().getEncoded());
    assertThat(leaf.notBefore()).isEqualTo(other.getNotBefore().toInstant()).isEqualTo(FROM);
    assertThat(leaf.notAfter()).isEqualTo(other.getNotAfter().toInstant()).isEqualTo(TO);
    assertThat(leaf.spki().toByteArray()).isEqualTo(other.getSubjectPublicKeyInfo().getEncoded());
    assertThat(leaf.key()).isEqualTo(LabKey.p256("leaf").verificationKey());
    assertThat(leaf.signatureScheme()).contains(SignatureScheme.ECDSA_SHA384);
    assertThat(leaf.keyUsage()).contains(Set.of(KeyUsage.DIGITAL_SIGNATURE));
    assertThat(leaf.extendedKeyUsage()).contains(List.of(ExtendedKeyUsage.CODE_SIGNING));
    assertThat(leaf.basicConstraints()).isEqualTo(BasicConstraints.NONE);
    assertThat(ROOT.certificate().basicConstraints())
        .isEqualTo(new BasicConstraints(true, OptionalInt.of(3)));
    assertThat(ROOT.certificate().isSelfIssued()).isTrue();
    assertThat(leaf.isSelfIssued()).isFalse();
  }

  @Test
  void bothEndsOfValidityAreInside() {
    Certificate leaf = leaf().issuedBy(ROOT).certificate();

    assertThat(leaf.isValidAt(FROM)).isTrue();
    assertThat(leaf.isValidAt(TO)).isTrue();
    assertThat(leaf.isValidAt(FROM.minusNanos(1))).isFalse();
    assertThat(leaf.isValidAt(TO.plusNanos(1))).isFalse();
  }

  @Test
  void anIssuerIsWhoIsNamedAndHasSigned() throws Exception {
    LabHolder namesake =
        LabCertificate.authority("CN=root,O=lab", LabKey.p384("namesake"), 3).selfSigned();
    LabHolder other = LabCertificate.authority("CN=other", LabKey.p384("root"), 3).selfSigned();
    Certificate leaf = leaf().issuedBy(ROOT).certificate();

    assertThat(leaf.isIssuedBy(ROOT.certificate())).isTrue();
    assertThat(leaf.isIssuedBy(namesake.certificate())).isFalse();
    assertThat(leaf.isIssuedBy(other.certificate())).isFalse();
  }

  @Test
  void everySignatureSchemeOfAnIssuerIsUnderstood() throws Exception {
    for (LabKey key :
        List.of(
            LabKey.p256("ca"),
            LabKey.p521("ca"),
            LabKey.rsa("ca"),
            LabKey.rsa("ca").signingBy(SignatureScheme.RSA_PKCS1_SHA512),
            LabKey.rsa("ca").signingBy(SignatureScheme.RSA_PSS_SHA256),
            LabKey.ed25519("ca"))) {
      LabHolder issuer = LabCertificate.authority("CN=ca", key, 0).selfSigned();

      assertThat(leaf().issuedBy(issuer).certificate().isIssuedBy(issuer.certificate())).isTrue();
    }
  }

  @Test
  void toBeSignedWithoutAnExtensionIsOtherwiseTheSame() throws Exception {
    ASN1ObjectIdentifier extra = new ASN1ObjectIdentifier("1.2.3.4");
    Certificate with =
        leaf().withRaw(extra, false, Bytes.utf8("x".repeat(300))).issuedBy(ROOT).certificate();
    Certificate without = leaf().issuedBy(ROOT).certificate();

    assertThat(with.toBeSignedWithout(Oid.of("1.2.3.4")))
        .isEqualTo(without.toBeSignedWithout(Oid.of("1.2.3.5")));
    assertThat(without.toBeSignedWithout(Oid.of("1.2.3.5")).toByteArray())
        .isEqualTo(
            new X509CertificateHolder(without.der().toByteArray())
                .toASN1Structure()
                .getTBSCertificate()
                .getEncoded());
  }

  @Test
  void anExtensionThatStandsTwiceIsRefused() throws Exception {
    Certificate once = leaf().issuedBy(ROOT).certificate();
    byte[] der = once.der().toByteArray();
    byte[] usage =
        once.extension(dev.portcullis.verify.x509.Extension.KEY_USAGE)
            .orElseThrow()
            .value()
            .toByteArray();
    assertThat(usage).isNotEmpty();
    int purposes = indexOf(der, new byte[] {0x06, 0x03, 0x55, 0x1d, 0x25});
    der[purposes + 4] = 0x0f;

    assertThatThrownBy(() -> Certificate.parse(Bytes.wrap(der)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("extension 2.5.29.15 stands twice");
  }

  private static int indexOf(byte[] where, byte[] what) {
    for (int i = 0; i + what.length <= where.length; i++) {
      if (java.util.Arrays.equals(where, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  @Test
  void anUnknownCriticalExtensionIsNamed() {
    Certificate certificate =
        leaf()
            .with(new ASN1ObjectIdentifier("1.2.3.4"), true, new DERSequence())
            .with(Extension.subjectAlternativeName, false, new DERSequence())
            .issuedBy(ROOT)
            .certificate();

    assertThat(
            certificate.unknownCriticalExtension(
                Set.of(dev.portcullis.verify.x509.Extension.KEY_USAGE)))
        .contains(Oid.of("1.2.3.4"));
  }

  @Test
  void aCutOrLongerCertificateIsRefused() {
    byte[] der = ROOT.certificate().der().toByteArray();

    for (int length = 0; length < der.length; length++) {
      Bytes cut = ROOT.certificate().der().slice(0, length);
      assertThatThrownBy(() -> Certificate.parse(cut)).isInstanceOf(MalformedException.class);
    }
    byte[] longer = java.util.Arrays.copyOf(der, der.length + 1);
    assertThatThrownBy(() -> Certificate.parse(Bytes.wrap(longer)))
        .hasMessageContaining("1 bytes too many");
  }

  @Test
  void objectIdentifiersAreReadAsBouncyCastleWritesThem() throws IOException, MalformedException {
    for (String dotted :
        List.of(
            "0.0",
            "0.39",
            "1.0",
            "1.39.1",
            "2.0",
            "2.5.29.15",
            "2.999.1",
            "1.3.6.1.4.1.57264.1.24")) {
      byte[] der = new ASN1ObjectIdentifier(dotted).getEncoded();
      Oid oid = DerReader.of(Bytes.wrap(der)).oid();

      assertThat(oid).isEqualTo(Oid.of(dotted)).hasToString(dotted);
    }
  }
}
