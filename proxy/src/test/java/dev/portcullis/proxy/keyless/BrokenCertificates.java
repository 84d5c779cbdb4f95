package dev.portcullis.proxy.keyless;

import static dev.portcullis.proxy.keyless.BrokenArtefact.IMAGE;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSigstore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What can be wrong with a certificate and with what vouches for it (sigstore spec notes, 2.4). */
final class BrokenCertificates {
  private static final LabSigstore SIGSTORE = KeylessGate.SIGSTORE;
  private static final LabSigstore STRANGER = LabSigstore.named("stranger");
  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.3.4");
  private static final ASN1ObjectIdentifier POISON =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3");

  private BrokenCertificates() {}

  static List<BrokenArtefact> all() {
    return List.of(
        with("certificate of an authority", changed(BrokenCertificates::authority), "authority's"),
        with(
            "no key usage",
            changed(c -> c.without(Extension.keyUsage)),
            "key usage is not critical or lacks digital signatures"),
        with(
            "key usage for agreement",
            changed(c -> c.usage(KeyUsage.keyAgreement)),
            "key usage is not critical or lacks digital signatures"),
        with(
            "no extended key usage",
            changed(c -> c.without(Extension.extendedKeyUsage)),
            "code signing"),
        with(
            "extended key usage for timestamps",
            changed(c -> c.purpose(false, KeyPurposeId.id_kp_timeStamping)),
            "code signing"),
        with(
            "unknown critical extension",
            changed(c -> c.with(UNKNOWN, true, DERNull.INSTANCE)),
            "unknown critical extension 1.2.3.4"),
        with(
            "precertificate",
            changed(c -> c.with(POISON, true, DERNull.INSTANCE)),
            "precertificate"),
        with("no subject alternative name", changed(BrokenCertificates::nameless), "alternative"),
        with(
            "two subject alternative names",
            identity -> identity.san(uri("https://a.test"), uri("https://b.test")),
            "more than one subject alternative name"),
        with(
            "subject alternative name of a host",
            identity -> identity.san(new GeneralName(GeneralName.dNSName, "acme.io")),
            "neither e-mail address, URI nor user name"),
        with("no issuer", identity -> identity.without(1).without(8), "names no issuer"),
        with(
            "two different issuers",
            identity -> identity.text(8, "https://accounts.google.com"),
            "two different issuers"),
        of(
            "certificate of another instance",
            STRANGER.signer().sign(IMAGE.digest()),
            Code.UNTRUSTED_CERTIFICATE,
            "issued by none of the trusted roots"),
        of(
            "authority with the right name and another key",
            identity(identity -> identity.issuedBy(namesake())),
            Code.UNTRUSTED_CERTIFICATE,
            "issued by none of the trusted roots"),
        of(
            "bare key in place of a certificate",
            right().with("certificate.rawBytes", base64(LabKey.p256("signer").spki())),
            Code.MATERIAL,
            "not an X.509 certificate"),
        of(
            "chain with a root",
            chained(SIGSTORE.fulcio(), SIGSTORE.fulcioRoot()),
            Code.CHAIN_CONTAINS_ROOT,
            "contains a root"),
        of(
            "signed after the certificate had ended",
            SIGSTORE
                .identity()
                .signer(LabSigstore.TIME.plus(Duration.ofMinutes(11)))
                .sign(IMAGE.digest()),
            Code.CERTIFICATE_TIME,
            "outside the validity of the certificate"),
        of(
            "signed before the certificate began",
            SIGSTORE.identity().signer(LabSigstore.TIME.minusSeconds(1)).sign(IMAGE.digest()),
            Code.CERTIFICATE_TIME,
            "outside the validity of the certificate"),
        of("no SCT", identity(LabIdentity::withoutSct), Code.SCT, "too few certificate logs"),
        of(
            "SCT of an unknown log",
            identity(identity -> identity.sctBy(STRANGER.ctLog())),
            Code.SCT,
            "too few certificate logs"),
        of(
            "SCT signed by another key",
            identity(identity -> identity.sctSignedWith(STRANGER.ctLog().key())),
            Code.SCT,
            "not signed by its log"),
        of(
            "SCT from before its log",
            identity(identity -> identity.sctTime(Instant.parse("2023-12-31T00:00:00Z"))),
            Code.SCT,
            "outside the validity of its log"),
        of(
            "SCTs that cannot be read",
            identity(identity -> identity.sctList(_ -> Bytes.wrap(new byte[] {0, 1, 0}))),
            Code.SCT,
            "SCTs cannot be read"));
  }

  private static BrokenArtefact with(String name, UnaryOperator<LabIdentity> change, String words) {
    return of(name, identity(change), Code.CERTIFICATE, words);
  }

  private static BrokenArtefact of(String name, LabBundle bundle, Code code, String words) {
    return BrokenArtefact.of(name, bundle, code, words);
  }

  private static UnaryOperator<LabIdentity> changed(Consumer<LabCertificate> change) {
    return identity -> identity.with(change);
  }

  private static void authority(LabCertificate certificate) {
    certificate.with(Extension.basicConstraints, true, new BasicConstraints(0));
  }

  private static void nameless(LabCertificate certificate) {
    certificate.without(Extension.subjectAlternativeName);
  }

  private static GeneralName uri(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  private static LabBundle right() {
    return identity(identity -> identity);
  }

  private static LabBundle identity(UnaryOperator<LabIdentity> change) {
    return change
        .apply(SIGSTORE.identity())
        .signer(LabSigstore.TIME.plusSeconds(60))
        .sign(IMAGE.digest());
  }

  private static LabHolder namesake() {
    X500Name name = X500Name.getInstance(SIGSTORE.fulcio().certificate().subject().toByteArray());
    return LabCertificate.authority(name.toString(), LabKey.p384("thief"), 0)
        .issuedBy(SIGSTORE.fulcioRoot());
  }

  /** The right bundle in the older version whose material is a chain. */
  private static LabBundle chained(LabHolder... others) {
    LabBundle right = right();
    List<Object> chain = new ArrayList<>();
    chain.add(right.material().get("certificate"));
    for (LabHolder other : others) {
      chain.add(Map.of("rawBytes", base64(other.certificate().der())));
    }
    return right
        .withMediaType("application/vnd.dev.sigstore.bundle+json;version=0.2")
        .without("certificate")
        .with("x509CertificateChain", Map.of("certificates", chain));
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
