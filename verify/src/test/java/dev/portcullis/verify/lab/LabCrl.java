package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.ContentSigner;

/**
 * A revocation list of the lab in the making; Bouncy Castle writes it. As it comes from {@link #of}
 * it is empty, an hour old, good for a day and has number 7; each method changes one thing.
 */
public final class LabCrl {
  private final LabHolder issuer;
  private final X509v2CRLBuilder builder;
  private final Instant now;
  private LabKey key;
  private boolean sha1;
  private Optional<Instant> nextUpdate;
  private Optional<BigInteger> number = Optional.of(BigInteger.valueOf(7));
  private UnaryOperator<Bytes> edit = UnaryOperator.identity();

  private LabCrl(LabHolder issuer, X500Name name, Instant now, Instant thisUpdate) {
    this.issuer = issuer;
    this.now = now;
    this.key = issuer.key();
    this.builder = new X509v2CRLBuilder(name, Date.from(thisUpdate));
    this.nextUpdate = Optional.of(now.plus(Duration.ofDays(1)));
  }

  /** A list of {@code issuer}. */
  public static LabCrl of(LabHolder issuer, Instant now) {
    return of(issuer, now, now.minus(Duration.ofHours(1)));
  }

  /** A list that was issued at {@code thisUpdate}. */
  public static LabCrl of(LabHolder issuer, Instant now, Instant thisUpdate) {
    return new LabCrl(issuer, subject(issuer), now, thisUpdate);
  }

  /** A list in the name of one authority, signed with the key of another. */
  public static LabCrl named(LabHolder named, LabHolder signer, Instant now) {
    return new LabCrl(signer, subject(named), now, now.minus(Duration.ofHours(1)));
  }

  private static X500Name subject(LabHolder holder) {
    return X500Name.getInstance(holder.certificate().subject().toByteArray());
  }

  /** Lists a certificate as revoked a day ago, for a reason of RFC 5280. */
  public LabCrl revoking(BigInteger serialNumber, int reason) {
    return entry(serialNumber, extensions(Extension.reasonCode, false, CRLReason.lookup(reason)));
  }

  /** Lists a certificate as suspected since a date. */
  public LabCrl revokingSince(BigInteger serialNumber, Instant invalidityDate) {
    return entry(
        serialNumber,
        extensions(
            Extension.invalidityDate, false, new ASN1GeneralizedTime(Date.from(invalidityDate))));
  }

  /** Lists a certificate with an extension. */
  public LabCrl revoking(
      BigInteger serialNumber, ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    return entry(serialNumber, extensions(oid, critical, value));
  }

  private LabCrl entry(BigInteger serialNumber, Extensions extensions) {
    builder.addCRLEntry(serialNumber, Date.from(now.minus(Duration.ofDays(1))), extensions);
    return this;
  }

  /** Sets the end; none if empty. */
  public LabCrl nextUpdate(Optional<Instant> next) {
    nextUpdate = next;
    return this;
  }

  /** Sets the number; none if empty. */
  public LabCrl number(Optional<BigInteger> other) {
    number = other;
    return this;
  }

  /** Sets the number. */
  public LabCrl number(long other) {
    return number(Optional.of(BigInteger.valueOf(other)));
  }

  /** Makes it changes to the list with a number. */
  public LabCrl deltaOf(long base) {
    return extension(Extension.deltaCRLIndicator, true, new ASN1Integer(base));
  }

  /** Says where the changes to it are. */
  public LabCrl freshest(String... urls) {
    return extension(Extension.freshestCRL, false, LabRevocable.lists(urls));
  }

  /** Says at which URLs it is to be found. */
  public LabCrl at(String... urls) {
    return scope(Optional.of(List.of(urls)), false, false, Optional.empty(), false, false);
  }

  /** Sets the scope. */
  public LabCrl scope(
      Optional<List<String>> urls,
      boolean userOnly,
      boolean authoritiesOnly,
      Optional<ReasonFlags> reasons,
      boolean indirect,
      boolean attributesOnly) {
    return extension(
        Extension.issuingDistributionPoint,
        true,
        new IssuingDistributionPoint(
            urls.map(LabRevocable::names).map(DistributionPointName::new).orElse(null),
            userOnly,
            authoritiesOnly,
            reasons.orElse(null),
            indirect,
            attributesOnly));
  }

  /** Adds an extension. */
  public LabCrl extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      builder.addExtension(oid, critical, value);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed with this key instead. */
  public LabCrl signedWith(LabKey other) {
    key = other;
    return this;
  }

  /** Signed with SHA-1. */
  public LabCrl sha1() {
    sha1 = true;
    return this;
  }

  /** Changes the finished bytes. */
  public LabCrl editing(UnaryOperator<Bytes> change) {
    edit = change;
    return this;
  }

  /** The list. */
  public Bytes der() {
    try {
      nextUpdate.ifPresent(next -> builder.setNextUpdate(Date.from(next)));
      if (number.isPresent()) {
        builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(number.get()));
      }
      ContentSigner signer = sha1 ? new LabSha1Signer(key) : new LabContentSigner(key);
      return edit.apply(Bytes.wrap(builder.build(signer).getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Who issues it. */
  public LabHolder issuer() {
    return issuer;
  }

  private static Extensions extensions(
      ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      ExtensionsGenerator generator = new ExtensionsGenerator();
      generator.addExtension(oid, critical, value);
      return generator.generate();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
