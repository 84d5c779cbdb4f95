package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.Certificate;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.operator.ContentSigner;

/**
 * An OCSP response of the lab in the making; Bouncy Castle writes it. As it comes from {@link
 * #good} it is signed by the issuer, an hour old and good for a day; each method changes one thing.
 */
public final class LabOcsp {
  private Certificate namedIssuer;
  private BigInteger serialNumber;
  private boolean sha256Id;
  private Optional<CertificateStatus> status = Optional.empty();
  private Instant thisUpdate;
  private Optional<Instant> nextUpdate;
  private LabHolder signer;
  private Certificate namedResponder;
  private boolean byKey;
  private boolean sha1;
  private int responseStatus;
  private final List<Certificate> embedded = new ArrayList<>();
  private final List<Extension> extensions = new ArrayList<>();
  private final List<Extension> singleExtensions = new ArrayList<>();
  private UnaryOperator<Bytes> edit = UnaryOperator.identity();

  private LabOcsp(LabHolder certificate, LabHolder issuer, Instant now) {
    this.namedIssuer = issuer.certificate();
    this.serialNumber = certificate.certificate().serialNumber();
    this.thisUpdate = now.minus(Duration.ofHours(1));
    this.nextUpdate = Optional.of(now.plus(Duration.ofDays(1)));
    this.signer = issuer;
    this.namedResponder = issuer.certificate();
  }

  /** A response that says that {@code certificate} is good. */
  public static LabOcsp good(LabHolder certificate, LabHolder issuer, Instant now) {
    return new LabOcsp(certificate, issuer, now);
  }

  /** Says that it is revoked, for a reason of RFC 5280. */
  public LabOcsp revoked(Instant at, int reason) {
    status = Optional.of(new RevokedStatus(Date.from(at), reason));
    return this;
  }

  /** Says that it is revoked, without a reason. */
  public LabOcsp revoked(Instant at) {
    status = Optional.of(new RevokedStatus(Date.from(at)));
    return this;
  }

  /** Says that it is unknown. */
  public LabOcsp unknown() {
    status = Optional.of(new UnknownStatus());
    return this;
  }

  /** Answers about another serial number. */
  public LabOcsp about(BigInteger other) {
    serialNumber = other;
    return this;
  }

  /** Answers about the same serial number of another issuer. */
  public LabOcsp ofIssuer(LabHolder other) {
    namedIssuer = other.certificate();
    return this;
  }

  /** Names the certificate by SHA-256. */
  public LabOcsp sha256Id() {
    sha256Id = true;
    return this;
  }

  /** Sets the times; without an end if {@code next} is empty. */
  public LabOcsp times(Instant made, Optional<Instant> next) {
    thisUpdate = made;
    nextUpdate = next;
    return this;
  }

  /** Signed and named by a delegate, whose certificate is embedded. */
  public LabOcsp by(LabHolder delegate) {
    signer = delegate;
    namedResponder = delegate.certificate();
    return embedding(delegate);
  }

  /** Embeds one more certificate. */
  public LabOcsp embedding(LabHolder certificate) {
    embedded.add(certificate.certificate());
    return this;
  }

  /** Names another responder than the signer. */
  public LabOcsp naming(LabHolder other) {
    namedResponder = other.certificate();
    return this;
  }

  /** Names the responder by its key. */
  public LabOcsp byKey() {
    byKey = true;
    return this;
  }

  /** Signed by this key instead. */
  public LabOcsp signedWith(LabKey key) {
    signer = new LabHolder(signer.certificate(), key);
    return this;
  }

  /** Signed with SHA-1. */
  public LabOcsp sha1() {
    sha1 = true;
    return this;
  }

  /** Says that the request failed, by the number of RFC 6960. */
  public LabOcsp failing(int number) {
    responseStatus = number;
    return this;
  }

  /** Adds an extension to the whole response. */
  public LabOcsp extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    extensions.add(new Extension(oid, critical, value));
    return this;
  }

  /** Adds an extension to the answer about the certificate. */
  public LabOcsp singleExtension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    singleExtensions.add(new Extension(oid, critical, value));
    return this;
  }

  /** Changes the finished bytes. */
  public LabOcsp editing(UnaryOperator<Bytes> change) {
    edit = change;
    return this;
  }

  /** The response. */
  public Bytes der() {
    try {
      OCSPRespBuilder builder = new OCSPRespBuilder();
      Object basic = responseStatus == 0 ? basic() : null;
      return edit.apply(Bytes.wrap(builder.build(responseStatus, basic).getEncoded()));
    } catch (OCSPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private BasicOCSPResp basic() throws OCSPException, IOException {
    BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(responder()));
    builder.addResponse(
        new CertificateID(certificateId()),
        status.orElse(CertificateStatus.GOOD),
        Date.from(thisUpdate),
        nextUpdate.map(Date::from).orElse(null),
        singleExtensions.isEmpty()
            ? null
            : new Extensions(singleExtensions.toArray(Extension[]::new)));
    if (!extensions.isEmpty()) {
      builder.setResponseExtensions(new Extensions(extensions.toArray(Extension[]::new)));
    }
    X509CertificateHolder[] certificates = new X509CertificateHolder[embedded.size()];
    for (int i = 0; i < certificates.length; i++) {
      certificates[i] = new X509CertificateHolder(embedded.get(i).der().toByteArray());
    }
    ContentSigner contentSigner =
        sha1 ? new LabSha1Signer(signer.key()) : new LabContentSigner(signer.key());
    return builder.build(contentSigner, certificates, Date.from(thisUpdate));
  }

  private ResponderID responder() {
    return byKey
        ? new ResponderID(new DEROctetString(hash(new SHA1Digest(), keyBits(namedResponder))))
        : new ResponderID(X500Name.getInstance(namedResponder.subject().toByteArray()));
  }

  private CertID certificateId() {
    Digest digest = sha256Id ? new SHA256Digest() : new SHA1Digest();
    byte[] name = hash(digest, namedIssuer.subject().toByteArray());
    byte[] key = hash(digest, keyBits(namedIssuer));
    return new CertID(
        new AlgorithmIdentifier(
            sha256Id ? NISTObjectIdentifiers.id_sha256 : OIWObjectIdentifiers.idSHA1),
        new DEROctetString(name),
        new DEROctetString(key),
        new ASN1Integer(serialNumber));
  }

  private static byte[] keyBits(Certificate certificate) {
    return SubjectPublicKeyInfo.getInstance(certificate.spki().toByteArray())
        .getPublicKeyData()
        .getBytes();
  }

  private static byte[] hash(Digest digest, byte[] content) {
    digest.update(content, 0, content.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return Arrays.copyOf(hash, hash.length);
  }
}
