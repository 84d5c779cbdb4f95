package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.OwnCase.assertRefused;
import static dev.portcullis.verify.sigstore.OwnCase.assertVerified;
import static dev.portcullis.verify.sigstore.OwnCase.layer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** The shape of long-lived certificates (sigstore spec notes, 2.4, "BYO PKI"). */
class OwnedCertificateTest {
  private static void refused(Consumer<LabCertificate> change, String message) {
    LabCertificate leaf = LabOwner.leaf();
    change.accept(leaf);
    assertRefused(layer(leaf.issuedBy(LabOwner.ROOT)), Code.CERTIFICATE, message);
  }

  private static List<SubjectName> subjects(GeneralName... names) {
    LabCertificate leaf =
        LabOwner.leaf().with(Extension.subjectAlternativeName, false, new GeneralNames(names));
    return assertVerified(layer(leaf.issuedBy(LabOwner.ROOT))).subjects();
  }

  @Test
  void aCertificateAuthorityMayNotSign() {
    refused(
        c -> c.with(Extension.basicConstraints, true, new BasicConstraints(0)),
        "certificate authority's");
  }

  @Test
  void keyUsageMustBeThere() {
    refused(c -> c.without(Extension.keyUsage), "key usage");
  }

  @Test
  void keyUsageMustBeCritical() {
    refused(
        c -> c.with(Extension.keyUsage, false, new KeyUsage(KeyUsage.digitalSignature)),
        "not critical");
  }

  @Test
  void keyUsageMustHaveDigitalSignatures() {
    refused(c -> c.usage(KeyUsage.keyEncipherment), "lacks digital signatures");
  }

  @Test
  void extendedKeyUsageMayBeLeftOutButMustNotLackCodeSigning() {
    assertVerified(
        layer(LabOwner.leaf().without(Extension.extendedKeyUsage).issuedBy(LabOwner.ROOT)));
    refused(c -> c.purpose(false, KeyPurposeId.id_kp_serverAuth), "lacks code signing");
    refused(c -> c.purpose(false, KeyPurposeId.anyExtendedKeyUsage), "lacks code signing");
  }

  @Test
  void unknownCriticalExtensionIsRefused() {
    refused(
        c -> c.with(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE),
        "unknown critical extension 1.2.3.4");
  }

  @Test
  void someNameMustBeThere() {
    refused(c -> c.without(Extension.subjectAlternativeName), "no subject alternative name");
    refused(
        c ->
            c.with(
                Extension.subjectAlternativeName,
                false,
                LabOwner.names(GeneralName.directoryName, "CN=x")),
        "no subject alternative name of a known kind");
  }

  @Test
  void namesOfEveryKindAreReadInOrder() {
    ASN1Encodable user =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.7"),
              new DERTaggedObject(true, 0, new DERUTF8String("bob!acme.io"))
            });
    assertThat(
            subjects(
                new GeneralName(GeneralName.rfc822Name, "a@acme.io"),
                new GeneralName(GeneralName.directoryName, "CN=passed over"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://acme/b"),
                new GeneralName(GeneralName.dNSName, "build.acme.io"),
                new GeneralName(GeneralName.iPAddress, "10.0.0.200"),
                new GeneralName(GeneralName.iPAddress, "2001:db8::1"),
                new GeneralName(GeneralName.otherName, user)))
        .containsExactly(
            new SubjectName(SubjectName.Kind.EMAIL, "a@acme.io"),
            new SubjectName(SubjectName.Kind.URI, "spiffe://acme/b"),
            new SubjectName(SubjectName.Kind.DNS, "build.acme.io"),
            new SubjectName(SubjectName.Kind.IP, "10.0.0.200"),
            new SubjectName(SubjectName.Kind.IP, "2001:db8:0:0:0:0:0:1"),
            new SubjectName(SubjectName.Kind.USER_NAME, "bob!acme.io"));
  }

  @Test
  void malformedAndTooManyNamesAreRefused() {
    refused(
        c ->
            c.withRaw(
                Extension.subjectAlternativeName,
                false,
                Bytes.wrap(new byte[] {0x30, 5, (byte) 0x87, 3, 1, 2, 3})),
        "an IP address has 3 bytes");
    refused(
        c ->
            c.withRaw(
                Extension.subjectAlternativeName,
                false,
                Bytes.wrap(new byte[] {0x30, 2, (byte) 0x82, 0})),
        "a subject alternative name is empty");
    refused(
        c ->
            c.withRaw(
                Extension.subjectAlternativeName,
                false,
                Bytes.wrap(new byte[] {0x30, 3, (byte) 0x82, 1, 10})),
        "control characters");
    List<GeneralName> many = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      many.add(new GeneralName(GeneralName.dNSName, "host" + i));
    }
    refused(
        c ->
            c.with(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(many.toArray(GeneralName[]::new))),
        "more than 64 subject alternative names");
  }
}
