package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.sigstore.OwnRoot;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** An owner of certificate authorities who gives out long-lived certificates that sign images. */
public final class LabOwner {
  /** The e-mail address that {@link #leaf} is for. */
  public static final String SUBJECT = "release@acme.io";

  public static final LabHolder ROOT =
      LabCertificate.authority("O=acme,CN=own root", LabKey.p256("own-root"), 2).selfSigned();
  public static final LabHolder MIDDLE =
      LabCertificate.authority("O=acme,CN=own middle", LabKey.p256("own-middle"), 0).issuedBy(ROOT);

  private LabOwner() {}

  /** A leaf in the making, for {@link #SUBJECT}. */
  public static LabCertificate leaf() {
    return leaf(LabKey.p256("own-leaf"));
  }

  /** A leaf in the making, for {@link #SUBJECT}, with any key. */
  public static LabCertificate leaf(LabKey key) {
    return LabCertificate.of("O=acme,CN=release", key)
        .usage(KeyUsage.digitalSignature)
        .purpose(false, KeyPurposeId.id_kp_codeSigning)
        .with(Extension.subjectAlternativeName, false, names(GeneralName.rfc822Name, SUBJECT));
  }

  /** One subject alternative name. */
  public static GeneralNames names(int tag, String name) {
    return new GeneralNames(new GeneralName(tag, name));
  }

  /** What {@code cosign sign --key --certificate --certificate-chain} makes: a layer. */
  public static LabSignature layer(Digest digest, LabHolder leaf, LabHolder... chain) {
    LabSignature signature =
        LabSignature.of(digest, leaf.key())
            .withAnnotation("dev.sigstore.cosign/certificate", leaf.pem());
    return chain.length == 0
        ? signature
        : signature.withAnnotation("dev.sigstore.cosign/chain", pem(chain));
  }

  /** A bundle of version 0.2 with an {@code x509CertificateChain}. */
  public static LabBundle bundle(Digest digest, LabHolder leaf, LabHolder... chain) {
    List<Object> all = new ArrayList<>();
    all.add(LabJson.object("rawBytes", LabJson.base64(leaf.certificate().der())));
    for (LabHolder each : chain) {
      all.add(LabJson.object("rawBytes", LabJson.base64(each.certificate().der())));
    }
    LabEnvelope envelope = LabEnvelope.of(LabStatement.cosignSign(digest), leaf.key());
    return LabBundle.of(envelope, leaf.key())
        .withMediaType("application/vnd.dev.sigstore.bundle+json;version=0.2")
        .withMaterial(Map.of("x509CertificateChain", LabJson.object("certificates", all)));
  }

  /** A timestamp over the signature of {@code signature} by {@link LabNotary#TSA}. */
  public static LabSignature stamped(LabSignature signature, Instant time) {
    return signature.withAnnotation(
        "dev.sigstore.cosign/rfc3161timestamp",
        LabNotary.timestamp(signature.signature(), time).annotation());
  }

  /** The certificates, PEM. */
  public static String pem(LabHolder... holders) {
    return String.join("", Arrays.stream(holders).map(LabHolder::pem).toList());
  }

  /** The root {@code own} of these authorities. */
  public static SigstoreRoot root(LabHolder... authorities) {
    return root(Optional.empty(), 0, authorities);
  }

  /** The root {@code own}, with {@link LabNotary#TSA} as its timestamp authority. */
  public static SigstoreRoot stampedRoot(int wanted, LabHolder... authorities) {
    String tsa = pem(LabNotary.TSA, LabNotary.TSA_MIDDLE, LabNotary.TSA_ROOT);
    return root(Optional.of(Bytes.utf8(tsa)), wanted, authorities);
  }

  private static SigstoreRoot root(Optional<Bytes> tsa, int wanted, LabHolder... authorities) {
    try {
      return OwnRoot.parse("own", Bytes.utf8(pem(authorities)), tsa, wanted);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
