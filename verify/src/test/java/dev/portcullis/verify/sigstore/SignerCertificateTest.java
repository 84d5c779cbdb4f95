package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.SigningLab;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** The shape of a signer's certificate and its chain (sigstore spec notes, 2.4). */
class SignerCertificateTest {
  private static Candidate candidate(LabIdentity identity) {
    return identity.signer(LabSigstore.TIME.plusSeconds(60)).sign(IMAGE.digest()).candidate();
  }

  private static Candidate with(Consumer<LabCertificate> change) {
    return candidate(SIGSTORE.identity().with(change));
  }

  @Test
  void aCertificateAuthorityMayNotSign() {
    assertRefused(
        with(c -> c.with(Extension.basicConstraints, true, new BasicConstraints(0))),
        Code.CERTIFICATE,
        "certificate authority's");
  }

  @Test
  void basicConstraintsThatDenyAuthorityAreFine() {
    assertVerified(
        with(c -> c.with(Extension.basicConstraints, true, new BasicConstraints(false))));
  }

  @Test
  void keyUsageMustBeCriticalDigitalSignature() {
    String reason = "key usage is not critical or lacks digital signatures";
    assertRefused(with(c -> c.without(Extension.keyUsage)), Code.CERTIFICATE, reason);
    assertRefused(with(c -> c.usage(KeyUsage.keyAgreement)), Code.CERTIFICATE, reason);
    assertRefused(
        with(c -> c.with(Extension.keyUsage, false, new KeyUsage(KeyUsage.digitalSignature))),
        Code.CERTIFICATE,
        reason);
  }

  @Test
  void extendedKeyUsageMustHoldCodeSigning() {
    String reason = "extended key usage lacks code signing";
    assertRefused(with(c -> c.without(Extension.extendedKeyUsage)), Code.CERTIFICATE, reason);
    assertRefused(
        with(c -> c.purpose(false, KeyPurposeId.id_kp_timeStamping)), Code.CERTIFICATE, reason);
    assertRefused(
        with(c -> c.purpose(false, KeyPurposeId.anyExtendedKeyUsage)), Code.CERTIFICATE, reason);
    assertVerified(
        with(c -> c.purpose(true, KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_codeSigning)));
  }

  @Test
  void anUnknownCriticalExtensionIsRefused() {
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.2.3.4");
    assertRefused(
        with(c -> c.with(unknown, true, DERNull.INSTANCE)),
        Code.CERTIFICATE,
        "unknown critical extension 1.2.3.4");
    assertVerified(with(c -> c.with(unknown, false, DERNull.INSTANCE)));
  }

  @Test
  void aPrecertificateIsRefused() {
    assertRefused(
        with(
            c ->
                c.with(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3"), true, DERNull.INSTANCE)),
        Code.CERTIFICATE,
        "precertificate");
  }

  @Test
  void aSubjectBesidesTheAlternativeNameIsRefused() {
    LabHolder issuer = SIGSTORE.fulcio();
    LabHolder named =
        LabCertificate.of("CN=admin", LabKey.p256("signer"))
            .valid(LabSigstore.TIME, LabSigstore.TIME.plusSeconds(600))
            .usage(KeyUsage.digitalSignature)
            .purpose(false, KeyPurposeId.id_kp_codeSigning)
            .issuedBy(issuer);
    assertRefused(certificate(named), Code.CERTIFICATE, "a subject besides");
  }

  private static Candidate certificate(LabHolder holder) {
    return signed().with("certificate.rawBytes", base64(holder.certificate().der())).candidate();
  }

  private static LabBundle signed() {
    return SIGSTORE.signer().sign(IMAGE.digest());
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Test
  void anIssuerOfAnotherNameWithTheAuthoritysKeyIsNoAuthority() {
    LabHolder renamed =
        LabCertificate.authority("CN=other,O=lab", SIGSTORE.fulcio().key(), 0)
            .issuedBy(SIGSTORE.fulcioRoot());

    assertRefused(
        candidate(SIGSTORE.identity().issuedBy(renamed)),
        Code.UNTRUSTED_CERTIFICATE,
        "issued by none of the trusted roots lab");
  }

  @Test
  void aNamesakeOfTheAuthorityIsNoAuthority() {
    LabHolder thief =
        LabCertificate.authority("CN=lab intermediate,O=lab", LabKey.p384("thief"), 0).selfSigned();
    assertThat(thief.certificate().subject()).isEqualTo(SIGSTORE.fulcio().certificate().subject());

    assertRefused(
        candidate(SIGSTORE.identity().issuedBy(thief)),
        Code.UNTRUSTED_CERTIFICATE,
        "issued by none of the trusted roots lab");
  }

  @Test
  void aChainThatComesAlongMakesNothingTrusted() {
    LabHolder thief =
        LabCertificate.authority("CN=thief", LabKey.p384("thief"), 0).issuedBy(SIGSTORE.fulcio());
    LabBundle bundle =
        SIGSTORE.identity().issuedBy(thief).signer(LabSigstore.TIME).sign(IMAGE.digest());

    assertRefused(chain(bundle, thief), Code.UNTRUSTED_CERTIFICATE, "issued by none");
  }

  private static Candidate chain(LabBundle bundle, LabHolder... others) {
    List<Object> chain = new ArrayList<>();
    chain.add(bundle.material().get("certificate"));
    for (LabHolder other : others) {
      chain.add(Map.of("rawBytes", base64(other.certificate().der())));
    }
    return bundle
        .without("certificate")
        .with("x509CertificateChain", Map.of("certificates", chain))
        .withMediaType("application/vnd.dev.sigstore.bundle+json;version=0.2")
        .candidate();
  }

  @Test
  void aChainWithTheIntermediateIsAcceptedAndIgnored() {
    assertVerified(chain(signed(), SIGSTORE.fulcio()));
  }

  @Test
  void aChainWithARootIsRefused() {
    assertRefused(
        chain(signed(), SIGSTORE.fulcio(), SIGSTORE.fulcioRoot()),
        Code.CHAIN_CONTAINS_ROOT,
        "contains a root");
  }

  @Test
  void ghsaFx35ARawKeyInPlaceOfACertificateNeverVerifies() {
    LabBundle signed = signed();

    assertRefused(
        signed.with("certificate.rawBytes", base64(LabKey.p256("signer").spki())).candidate(),
        Code.MATERIAL,
        "not an X.509 certificate");
    assertRefused(
        SIGSTORE
            .signer()
            .layer(IMAGE.digest())
            .withAnnotation("dev.sigstore.cosign/certificate", LabKey.p256("signer").pem())
            .candidate(),
        Code.MATERIAL,
        "not an X.509 certificate");
  }

  @Test
  void everyAcceptedKeyMaySign() {
    for (LabKey key :
        List.of(
            LabKey.p384("signer"),
            LabKey.p384("signer").signingBy(SignatureScheme.ECDSA_SHA256),
            LabKey.p521("signer"),
            LabKey.rsa("signer"),
            LabKey.ed25519("signer"))) {
      assertVerified(candidate(SIGSTORE.identity(key)));
    }
  }

  @Test
  void withoutAnyRootNothingIsTrusted() {
    assertThat(
            Verifier.verify(
                    KeylessCase.SUBJECT,
                    SigningLab.evidence(signed().candidate()),
                    new TrustMaterial(List.of(), Map.of()),
                    KeylessCase.NOW)
                .findings()
                .getFirst()
                .failure())
        .hasValueSatisfying(
            failure -> assertThat(failure.message()).contains("no Sigstore root is configured"));
  }
}
