package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabSigstore;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom a certificate is for (sigstore spec notes, 2.4). */
class IdentityTest {
  private static final String USER_NAME = "1.3.6.1.4.1.57264.1.7";

  private static CertificateIdentity read(LabIdentity identity) throws MalformedException {
    return IdentityReader.read(identity.issue().certificate());
  }

  private static void assertMalformed(LabIdentity identity, String reason) {
    assertThatThrownBy(() -> read(identity))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(reason);
  }

  private static GeneralName email(String address) {
    return new GeneralName(GeneralName.rfc822Name, address);
  }

  private static GeneralName otherName(String type, String value) {
    return new GeneralName(
        GeneralName.otherName,
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1ObjectIdentifier(type), new DERTaggedObject(true, 0, new DERUTF8String(value))
            }));
  }

  @Test
  void everyKindOfSubjectIsRead() throws Exception {
    assertThat(read(SIGSTORE.identity()).subject())
        .isEqualTo(new SubjectName(SubjectName.Kind.URI, LabIdentity.SUBJECT));
    assertThat(read(SIGSTORE.identity().san(email("a@acme.io"))).subject())
        .isEqualTo(new SubjectName(SubjectName.Kind.EMAIL, "a@acme.io"));
    assertThat(read(SIGSTORE.identity().san(otherName(USER_NAME, "al\u00edce!acme"))).subject())
        .isEqualTo(new SubjectName(SubjectName.Kind.USER_NAME, "al\u00edce!acme"));
  }

  @Test
  void otherKindsOfSubjectAreRefused() {
    assertMalformed(
        SIGSTORE.identity().san(new GeneralName(GeneralName.dNSName, "acme.io")), "neither e-mail");
    assertMalformed(
        SIGSTORE.identity().san(new GeneralName(GeneralName.iPAddress, "10.0.0.1")),
        "neither e-mail");
    assertMalformed(SIGSTORE.identity().san(otherName("1.2.3", "x")), "unknown type");
  }

  @Test
  void thereMustBeExactlyOneSubject() {
    assertMalformed(
        SIGSTORE.identity().san(email("a@acme.io"), email("b@acme.io")), "more than one");
    assertMalformed(SIGSTORE.identity().san(email("")), "is empty");
    assertMalformed(SIGSTORE.identity().san(), "neither e-mail");
    assertMalformed(
        SIGSTORE.identity().with(c -> c.without(Extension.subjectAlternativeName)),
        "no subject alternative name");
  }

  @Test
  void textThatCannotBeShownIsRefused() {
    assertMalformed(SIGSTORE.identity().san(email("admin@acme.io\u0000.evil.io")), "control");
    assertMalformed(SIGSTORE.identity().text(12, "a\nb"), "control");
    assertMalformed(
        SIGSTORE
            .identity()
            .with(
                c ->
                    c.withRaw(
                        new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.2"),
                        false,
                        Bytes.wrap(new byte[] {(byte) 0xc3, 0x28}))),
        "not UTF-8");
    assertMalformed(
        SIGSTORE
            .identity()
            .with(
                c ->
                    c.withRaw(
                        Extension.subjectAlternativeName,
                        true,
                        Bytes.wrap(
                            new byte[] {0x30, 4, (byte) 0x81, 2, (byte) 0xc3, (byte) 0xa9}))),
        "not ASCII");
  }

  @Test
  void theIssuerIsThatOfTheNewExtensionOrTheOldOne() throws Exception {
    assertThat(read(SIGSTORE.identity()).issuer()).isEqualTo(LabIdentity.ISSUER);
    assertThat(read(SIGSTORE.identity().without(1)).issuer()).isEqualTo(LabIdentity.ISSUER);
    assertThat(read(SIGSTORE.identity().without(8)).issuer()).isEqualTo(LabIdentity.ISSUER);
  }

  @Test
  void twoDifferentIssuersAreRefused() {
    assertMalformed(SIGSTORE.identity().raw(1, "https://other"), "two different issuers");
  }

  @Test
  void noIssuerIsRefused() {
    assertMalformed(SIGSTORE.identity().without(1).without(8), "names no issuer");
    assertMalformed(SIGSTORE.identity().without(1).text(8, ""), "names no issuer");
  }

  @ParameterizedTest
  @EnumSource(FulcioExtension.class)
  void everyExtensionIsReadByItsNumber(FulcioExtension extension) throws Exception {
    int number =
        Integer.parseInt(extension.oid().toString().substring("1.3.6.1.4.1.57264.1.".length()));
    LabIdentity identity = SIGSTORE.identity();
    CertificateIdentity read =
        read(number <= 6 ? identity.raw(number, "value") : identity.text(number, "value"));

    assertThat(read.extensions()).containsOnlyKeys(extension).containsValue("value");
    assertThat(FulcioExtension.named(extension.word())).contains(extension);
  }

  @Test
  void anUnknownNameIsNoExtension() {
    assertThat(FulcioExtension.named("sourceRepositoryUri")).isEqualTo(Optional.empty());
  }

  @Test
  void aMalformedExtensionIsRefusedByTheVerifier() {
    assertRefused(
        SIGSTORE
            .identity()
            .with(
                c ->
                    c.withRaw(
                        new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.12"),
                        false,
                        Bytes.utf8("https://github.com/acme/app")))
            .signer(LabSigstore.TIME)
            .sign(IMAGE.digest())
            .candidate(),
        Code.CERTIFICATE,
        "DER");
  }
}
