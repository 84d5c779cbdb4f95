package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.HashFunction;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * An RFC 3161 timestamp of the lab in the making. Every setter makes it unusual or wrong in exactly
 * one way; what is not set is right.
 */
public final class LabTimestamp {
  private final Bytes stamped;
  private final Instant time;
  private final List<Bytes> embedded = new ArrayList<>();
  private HashFunction hash = HashFunction.SHA256;
  private LabHolder named;
  private LabHolder bound;
  private LabKey signer;
  private SigningCertificateForm form = SigningCertificateForm.VERSION_2;
  private int status;
  private int infoVersion = 1;
  private int signers = 1;
  private boolean keyIdentifier;
  private boolean sha1Imprint;
  private boolean wrongDigest;
  private boolean criticalExtension;
  private ASN1ObjectIdentifier contentType = PKCSObjectIdentifiers.id_ct_TSTInfo;
  private ASN1ObjectIdentifier policy = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2");
  private Optional<ASN1Encodable> accuracy = Optional.empty();
  private Optional<Instant> signingTime = Optional.empty();

  /** How the signer's certificate is bound. */
  public enum SigningCertificateForm {
    NONE,
    VERSION_1,
    VERSION_2
  }

  private LabTimestamp(LabHolder authority, Bytes stamped, Instant time) {
    this.stamped = stamped;
    this.time = time;
    this.named = authority;
    this.bound = authority;
    this.signer = authority.key();
  }

  /** A timestamp by {@code authority} over {@code stamped}, in whole seconds. */
  public static LabTimestamp of(LabHolder authority, Bytes stamped, Instant time) {
    return new LabTimestamp(authority, stamped, time);
  }

  /** Embeds a certificate. */
  public LabTimestamp embed(LabHolder certificate) {
    embedded.add(certificate.certificate().der());
    return this;
  }

  /** Uses another hash function throughout. */
  public LabTimestamp hash(HashFunction function) {
    hash = function;
    return this;
  }

  /** Names another certificate as the signer's. */
  public LabTimestamp naming(LabHolder other) {
    named = other;
    return this;
  }

  /** Binds another certificate in the signing-certificate attribute. */
  public LabTimestamp binding(LabHolder other) {
    bound = other;
    return this;
  }

  /** Binds the certificate in another form. */
  public LabTimestamp binding(SigningCertificateForm other) {
    form = other;
    return this;
  }

  /** Signs with another key. */
  public LabTimestamp signedWith(LabKey other) {
    signer = other;
    return this;
  }

  /** Sets the status of the response. */
  public LabTimestamp status(int other) {
    status = other;
    return this;
  }

  /** Sets the version of the TSTInfo. */
  public LabTimestamp infoVersion(int other) {
    infoVersion = other;
    return this;
  }

  /** Repeats the signer. */
  public LabTimestamp signers(int count) {
    signers = count;
    return this;
  }

  /** Names the signer by its subject key identifier. */
  public LabTimestamp byKeyIdentifier() {
    keyIdentifier = true;
    return this;
  }

  /** Hashes what is stamped with SHA-1. */
  public LabTimestamp sha1Imprint() {
    sha1Imprint = true;
    return this;
  }

  /** Signs the digest of another content. */
  public LabTimestamp wrongMessageDigest() {
    wrongDigest = true;
    return this;
  }

  /** Puts an unknown critical extension into the TSTInfo. */
  public LabTimestamp criticalExtension() {
    criticalExtension = true;
    return this;
  }

  /** Signs another content type. */
  public LabTimestamp contentType(ASN1ObjectIdentifier other) {
    contentType = other;
    return this;
  }

  /** Issued under another policy. */
  public LabTimestamp policy(String oid) {
    policy = new ASN1ObjectIdentifier(oid);
    return this;
  }

  /** States an accuracy. */
  public LabTimestamp accuracy(int seconds, int millis, int micros) {
    accuracy =
        Optional.of(
            new DERSequence(
                new ASN1Encodable[] {
                  new ASN1Integer(seconds),
                  new DERTaggedObject(false, 0, new ASN1Integer(millis)),
                  new DERTaggedObject(false, 1, new ASN1Integer(micros))
                }));
    return this;
  }

  /** Adds the attribute signingTime. */
  public LabTimestamp signingTime(Instant instant) {
    signingTime = Optional.of(instant);
    return this;
  }

  /** The TimeStampResp. */
  public Bytes response() {
    return der(sequence(sequence(new ASN1Integer(status)), tokenValue()));
  }

  /** The annotation {@code dev.sigstore.cosign/rfc3161timestamp}. */
  public String annotation() {
    return LabJson.write(LabJson.object("SignedRFC3161Timestamp", LabJson.base64(response())))
        .toUtf8();
  }

  /** The TimeStampToken alone. */
  public Bytes token() {
    return der(tokenValue());
  }

  private ASN1Encodable tokenValue() {
    Bytes info = info();
    ASN1EncodableVector signedData = new ASN1EncodableVector();
    signedData.add(new ASN1Integer(3));
    signedData.add(new DERSet(algorithm(hash)));
    signedData.add(
        sequence(
            PKCSObjectIdentifiers.id_ct_TSTInfo,
            new DERTaggedObject(true, 0, new DEROctetString(info.toByteArray()))));
    if (!embedded.isEmpty()) {
      ASN1Encodable[] certificates =
          embedded.stream().map(LabTimestamp::parsed).toArray(ASN1Encodable[]::new);
      signedData.add(new DERTaggedObject(false, 0, new DERSequence(certificates)));
    }
    ASN1EncodableVector infos = new ASN1EncodableVector();
    for (int i = 0; i < signers; i++) {
      infos.add(signerInfo(info));
    }
    signedData.add(new DERSet(infos));
    return sequence(
        PKCSObjectIdentifiers.signedData,
        new DERTaggedObject(true, 0, new DERSequence(signedData)));
  }

  private Bytes info() {
    ASN1EncodableVector info = new ASN1EncodableVector();
    info.add(new ASN1Integer(infoVersion));
    info.add(policy);
    AlgorithmIdentifier imprintAlgorithm =
        sha1Imprint
            ? new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE)
            : algorithm(hash);
    byte[] imprint = sha1Imprint ? LabDigests.sha1(stamped) : hash.of(stamped).toByteArray();
    info.add(sequence(imprintAlgorithm, new DEROctetString(imprint)));
    info.add(new ASN1Integer(BigInteger.valueOf(4711)));
    info.add(new ASN1GeneralizedTime(generalized()));
    accuracy.ifPresent(info::add);
    if (criticalExtension) {
      ASN1Encodable extension =
          sequence(
              new ASN1ObjectIdentifier("1.2.3.4"),
              org.bouncycastle.asn1.ASN1Boolean.TRUE,
              new DEROctetString(new byte[1]));
      info.add(new DERTaggedObject(false, 1, sequence(extension)));
    }
    return der(new DERSequence(info));
  }

  private String generalized() {
    return time.toString().replaceAll("[-:T]", "");
  }

  private ASN1Encodable signerInfo(Bytes info) {
    DERSet attributes = attributes(info);
    ASN1EncodableVector signerInfo = new ASN1EncodableVector();
    signerInfo.add(new ASN1Integer(keyIdentifier ? 3 : 1));
    signerInfo.add(identifier());
    signerInfo.add(algorithm(hash));
    signerInfo.add(new DERTaggedObject(false, 0, attributes));
    signerInfo.add(new LabContentSigner(signer).getAlgorithmIdentifier());
    signerInfo.add(new DEROctetString(signer.sign(der(attributes)).toByteArray()));
    return new DERSequence(signerInfo);
  }

  private ASN1Encodable identifier() {
    if (keyIdentifier) {
      byte[] value =
          named
              .certificate()
              .extension(dev.portcullis.verify.x509.Extension.SUBJECT_KEY_IDENTIFIER)
              .orElseThrow()
              .value()
              .toByteArray();
      byte[] identifier = DEROctetString.getInstance(value).getOctets();
      return new DERTaggedObject(false, 0, new DEROctetString(identifier));
    }
    return sequence(
        parsed(named.certificate().issuer()), new ASN1Integer(named.certificate().serialNumber()));
  }

  private DERSet attributes(Bytes info) {
    Bytes digested = wrongDigest ? Bytes.utf8("other") : info;
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(attribute(CMSAttributes.contentType, contentType));
    attributes.add(
        attribute(
            CMSAttributes.messageDigest, new DEROctetString(hash.of(digested).toByteArray())));
    signingTime.ifPresent(
        instant ->
            attributes.add(
                attribute(CMSAttributes.signingTime, new ASN1UTCTime(Date.from(instant)))));
    Bytes certificate = bound.certificate().der();
    switch (form) {
      case NONE -> {}
      case VERSION_1 ->
          attributes.add(
              attribute(
                  PKCSObjectIdentifiers.id_aa_signingCertificate,
                  sequence(sequence(sequence(new DEROctetString(LabDigests.sha1(certificate)))))));
      case VERSION_2 ->
          attributes.add(
              attribute(
                  PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                  sequence(
                      sequence(
                          sequence(
                              algorithm(HashFunction.SHA512),
                              new DEROctetString(
                                  HashFunction.SHA512.of(certificate).toByteArray()))))));
    }
    return new DERSet(attributes);
  }

  private static ASN1Encodable attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return sequence(type, new DERSet(value));
  }

  private static AlgorithmIdentifier algorithm(HashFunction hash) {
    return new AlgorithmIdentifier(
        switch (hash) {
          case SHA256 -> NISTObjectIdentifiers.id_sha256;
          case SHA384 -> NISTObjectIdentifiers.id_sha384;
          case SHA512 -> NISTObjectIdentifiers.id_sha512;
        });
  }

  private static ASN1Encodable sequence(ASN1Encodable... elements) {
    return new DERSequence(elements);
  }

  private static ASN1Primitive parsed(Bytes der) {
    try {
      return ASN1Primitive.fromByteArray(der.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes der(ASN1Encodable value) {
    try {
      return Bytes.wrap(value.toASN1Primitive().getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
