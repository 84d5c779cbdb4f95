package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.HashFunction;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A certificate that Fulcio issues to a signer, in the making. What {@link LabSigstore#identity}
 * starts with is right; each method changes one thing.
 */
public final class LabIdentity {
  public static final String SUBJECT =
      "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.2.3";
  public static final String ISSUER = "https://token.actions.githubusercontent.com";
  public static final ASN1ObjectIdentifier SCT =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

  private final LabSigstore sigstore;
  private final LabCertificate certificate;
  private final List<Bytes> extraScts = new ArrayList<>();
  private LabHolder issuer;
  private LabLog ctLog;
  private LabKey ctSigner;
  private Instant sctTime;
  private Bytes sctExtensions = Bytes.empty();
  private boolean withSct = true;
  private UnaryOperator<Bytes> sctList = list -> list;

  LabIdentity(LabSigstore sigstore, LabKey key, Instant from) {
    this.sigstore = sigstore;
    this.issuer = sigstore.fulcio();
    this.ctLog = sigstore.ctLog();
    this.ctSigner = sigstore.ctLog().key();
    this.sctTime = from;
    this.certificate =
        LabCertificate.of("", key)
            .valid(from, from.plus(Duration.ofMinutes(10)))
            .usage(KeyUsage.digitalSignature)
            .purpose(false, KeyPurposeId.id_kp_codeSigning);
    san(new GeneralName(GeneralName.uniformResourceIdentifier, SUBJECT));
    raw(1, ISSUER).text(8, ISSUER);
  }

  /** Changes the certificate itself. */
  public LabIdentity with(Consumer<LabCertificate> change) {
    change.accept(certificate);
    return this;
  }

  /** Sets the subject alternative names. */
  public LabIdentity san(GeneralName... names) {
    certificate.with(Extension.subjectAlternativeName, true, new GeneralNames(names));
    return this;
  }

  /** Sets one of Fulcio's extensions that hold raw text. */
  public LabIdentity raw(int number, String value) {
    certificate.withRaw(oid(number), false, Bytes.utf8(value));
    return this;
  }

  /** Sets one of Fulcio's extensions that hold a UTF8String. */
  public LabIdentity text(int number, String value) {
    ASN1Encodable string = new DERUTF8String(value);
    certificate.with(oid(number), false, string);
    return this;
  }

  /** Leaves out one of Fulcio's extensions. */
  public LabIdentity without(int number) {
    certificate.without(oid(number));
    return this;
  }

  private static ASN1ObjectIdentifier oid(int number) {
    return new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1." + number);
  }

  /** Has another authority issue it. */
  public LabIdentity issuedBy(LabHolder other) {
    issuer = other;
    return this;
  }

  /** Leaves the SCT out. */
  public LabIdentity withoutSct() {
    withSct = false;
    return this;
  }

  /** Has another log give the SCT. */
  public LabIdentity sctBy(LabLog log) {
    ctLog = log;
    ctSigner = log.key();
    return this;
  }

  /** Has the SCT signed with another key under the log's name. */
  public LabIdentity sctSignedWith(LabKey key) {
    ctSigner = key;
    return this;
  }

  /** Sets the time of the SCT. */
  public LabIdentity sctTime(Instant time) {
    sctTime = time;
    return this;
  }

  /** Sets the extensions that the SCT's signature covers. */
  public LabIdentity sctExtensions(Bytes extensions) {
    sctExtensions = extensions;
    return this;
  }

  /** Puts another SCT in front. */
  public LabIdentity sctFirst(Bytes sct) {
    extraScts.add(sct);
    return this;
  }

  /** The SCT alone, as it would be embedded. */
  public Bytes sct() {
    certificate.without(SCT);
    return sct(toBeSigned(certificate.issuedBy(issuer)));
  }

  /** Changes the SCT list's bytes before they are embedded. */
  public LabIdentity sctList(UnaryOperator<Bytes> change) {
    sctList = change;
    return this;
  }

  /** The certificate with its key. */
  public LabHolder issue() {
    if (withSct) {
      certificate.without(SCT);
      List<Bytes> all = new ArrayList<>(extraScts);
      all.add(sct(toBeSigned(certificate.issuedBy(issuer))));
      certificate.withRaw(SCT, false, octets(sctList.apply(list(all))));
    }
    return certificate.issuedBy(issuer);
  }

  /** A signature with this certificate over what the caller makes. */
  public LabKeyless signer(Instant time) {
    return new LabKeyless(sigstore, issue(), time);
  }

  private static Bytes toBeSigned(LabHolder precertificate) {
    try {
      return Bytes.wrap(
          new X509CertificateHolder(precertificate.certificate().der().toByteArray())
              .toASN1Structure()
              .getTBSCertificate()
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Bytes sct(Bytes toBeSigned) {
    Bytes signed =
        written(
            out -> {
              out.writeShort(0);
              out.writeLong(sctTime.toEpochMilli());
              out.writeShort(1);
              out.write(HashFunction.SHA256.of(issuer.certificate().spki()).toByteArray());
              out.writeByte(toBeSigned.length() >>> 16);
              opaque(out, toBeSigned);
              opaque(out, sctExtensions);
            });
    return written(
        out -> {
          out.writeByte(0);
          out.write(ctLog.id().toByteArray());
          out.writeLong(sctTime.toEpochMilli());
          opaque(out, sctExtensions);
          out.writeByte(4);
          out.writeByte(3);
          opaque(out, ctSigner.sign(signed));
        });
  }

  private static Bytes list(List<Bytes> scts) {
    Bytes all =
        written(
            out -> {
              for (Bytes sct : scts) {
                opaque(out, sct);
              }
            });
    return written(out -> opaque(out, all));
  }

  private static Bytes octets(Bytes content) {
    try {
      return Bytes.wrap(new DEROctetString(content.toByteArray()).getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void opaque(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeShort(bytes.length());
    out.write(bytes.toByteArray());
  }

  @FunctionalInterface
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static Bytes written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }
}
