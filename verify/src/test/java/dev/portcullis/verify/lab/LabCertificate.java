package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/**
 * A certificate of the lab in the making: any name, key, validity and extension, right or wrong.
 * Bouncy Castle writes the DER, so that our reader is tested against another's writer.
 */
public final class LabCertificate {
  private final X500Name subject;
  private final LabKey key;
  private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();
  private Instant notBefore = Instant.parse("2024-01-01T00:00:00Z");
  private Instant notAfter = Instant.parse("2034-01-01T00:00:00Z");
  private BigInteger serialNumber;

  private LabCertificate(X500Name subject, LabKey key) {
    this.subject = subject;
    this.key = key;
    this.serialNumber = new BigInteger(1, LabRandom.bytes("serial/" + subject, 8)).setBit(64);
  }

  /**
   * A certificate without extensions.
   *
   * @param subject the name, such as {@code CN=lab,O=acme}; empty for none
   */
  public static LabCertificate of(String subject, LabKey key) {
    return new LabCertificate(new X500Name(subject), key);
  }

  /** A certificate authority that may be followed by {@code pathLength} others. */
  public static LabCertificate authority(String subject, LabKey key, int pathLength) {
    return of(subject, key)
        .with(Extension.basicConstraints, true, new BasicConstraints(pathLength))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** Sets the validity. */
  public LabCertificate valid(Instant from, Instant to) {
    notBefore = from;
    notAfter = to;
    return this;
  }

  /** Sets the serial number. */
  public LabCertificate serialNumber(BigInteger number) {
    serialNumber = number;
    return this;
  }

  /** Adds or replaces an extension. */
  public LabCertificate with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      return withRaw(oid, critical, Bytes.wrap(value.toASN1Primitive().getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds or replaces an extension whose value is any bytes. */
  public LabCertificate withRaw(ASN1ObjectIdentifier oid, boolean critical, Bytes value) {
    extensions.put(oid, new Extension(oid, critical, value.toByteArray()));
    return this;
  }

  /** Leaves an extension out. */
  public LabCertificate without(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
    return this;
  }

  /** Adds or replaces the extended key usage. */
  public LabCertificate purpose(boolean critical, KeyPurposeId... purposes) {
    return with(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purposes));
  }

  /** Adds or replaces the critical key usage, bits of {@link KeyUsage}. */
  public LabCertificate usage(int bits) {
    return with(Extension.keyUsage, true, new KeyUsage(bits));
  }

  /** The certificate, signed by its own key. */
  public LabHolder selfSigned() {
    return signedBy(subject, key);
  }

  /** The certificate, issued by {@code issuer}. */
  public LabHolder issuedBy(LabHolder issuer) {
    return signedBy(
        X500Name.getInstance(issuer.certificate().subject().toByteArray()), issuer.key());
  }

  /** The certificate, naming one issuer and signed by any key. */
  public LabHolder signedBy(X500Name issuer, LabKey signer) {
    return signedBy(issuer, new LabContentSigner(signer));
  }

  /** The certificate, naming one issuer and signed by any means. */
  public LabHolder signedBy(X500Name issuer, ContentSigner signer) {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            serialNumber,
            Date.from(notBefore),
            Date.from(notAfter),
            subject,
            SubjectPublicKeyInfo.getInstance(key.spki().toByteArray()));
    try {
      for (Extension extension : extensions.values()) {
        builder.addExtension(extension);
      }
      byte[] der = builder.build(signer).getEncoded();
      return new LabHolder(Certificate.parse(Bytes.wrap(der)), key);
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The value of an extension that was set. */
  public Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    return Optional.ofNullable(extensions.get(oid));
  }
}
