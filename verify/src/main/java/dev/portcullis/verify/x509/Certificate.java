package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An X.509 certificate as its bytes have it (RFC 5280), well-formed but trusted for nothing. Equal
 * by its DER. Extensions are decoded when they are asked for; the public key once. Thread-safe.
 */
public final class Certificate {
  private final Bytes der;
  private final CertificateFields fields;
  private volatile @Nullable VerificationKey key;
  private volatile @Nullable Boolean selfSigned;
  private volatile @Nullable Certificate provenIssuer;

  private Certificate(Bytes der, CertificateFields fields) {
    this.der = der;
    this.fields = fields;
  }

  /**
   * Reads one DER certificate.
   *
   * @throws MalformedException if it is not one, is over {@link
   *     dev.portcullis.oci.Limits#CERTIFICATE_BYTES}, or has an extension twice
   */
  public static Certificate parse(Bytes der) throws MalformedException {
    return new Certificate(der, CertificateFields.read(der));
  }

  /** The whole certificate. */
  public Bytes der() {
    return der;
  }

  /** The lower-case hexadecimal SHA-256 of {@link #der}. */
  public String fingerprint() {
    return HashFunction.SHA256.of(der).toHex();
  }

  /** The version, 1 to 3. */
  public int version() {
    return fields.version();
  }

  /** The serial number. */
  public BigInteger serialNumber() {
    return fields.serialNumber();
  }

  /** The issuer's name, DER. */
  public Bytes issuer() {
    return fields.issuer();
  }

  /** The subject's name, DER. */
  public Bytes subject() {
    return fields.subject();
  }

  /** Whether issuer and subject are the same name, as in roots. */
  public boolean isSelfIssued() {
    return fields.issuer().equals(fields.subject());
  }

  /** The first instant of validity. */
  public Instant notBefore() {
    return fields.notBefore();
  }

  /** The last instant of validity. */
  public Instant notAfter() {
    return fields.notAfter();
  }

  /** Whether {@code instant} lies within validity, both ends included. */
  public boolean isValidAt(Instant instant) {
    return !instant.isBefore(fields.notBefore()) && !instant.isAfter(fields.notAfter());
  }

  /** The subject's public key, a DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    return fields.spki();
  }

  /** The lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  public String keyFingerprint() {
    return HashFunction.SHA256.of(fields.spki()).toHex();
  }

  /**
   * The subject's public key, parsed on first use.
   *
   * @throws MalformedException if it is of a kind that is not accepted
   */
  public VerificationKey key() throws MalformedException {
    VerificationKey parsed = key;
    if (parsed == null) {
      parsed = VerificationKey.fromSpki(fields.spki());
      key = parsed;
    }
    return parsed;
  }

  /** How the certificate is signed; empty for an algorithm that is not accepted. */
  public Optional<SignatureScheme> signatureScheme() {
    return SignatureAlgorithms.scheme(fields.signatureAlgorithm());
  }

  /**
   * Whether the certificate names {@code issuer} as its issuer and carries its signature. Whether
   * that one may issue certificates is another question. The answer yes is remembered.
   *
   * @throws MalformedException if the issuer's key is of a kind that is not accepted
   */
  public boolean isIssuedBy(Certificate issuer) throws MalformedException {
    Certificate proven = provenIssuer;
    if (proven != null && proven.equals(issuer)) {
      return true;
    }
    Optional<SignatureScheme> scheme = signatureScheme();
    boolean issued =
        scheme.isPresent()
            && fields.issuer().equals(issuer.subject())
            && issuer.key().verify(scheme.get(), fields.toBeSigned(), fields.signature());
    if (issued) {
      provenIssuer = issuer;
    }
    return issued;
  }

  /**
   * Whether the certificate is issued by itself, signature included; found out on first use.
   *
   * @throws MalformedException if its key is of a kind that is not accepted
   */
  public boolean isSelfSigned() throws MalformedException {
    Boolean known = selfSigned;
    if (known == null) {
      known = isSelfIssued() && isIssuedBy(this);
      selfSigned = known;
    }
    return known;
  }

  /** Every extension, in order. */
  public List<Extension> extensions() {
    return fields.extensions();
  }

  /** The extension {@code oid}, if present. */
  public Optional<Extension> extension(Oid oid) {
    for (Extension extension : fields.extensions()) {
      if (extension.oid().equals(oid)) {
        return Optional.of(extension);
      }
    }
    return Optional.empty();
  }

  /** The first critical extension that is not among {@code understood}, if any. */
  public Optional<Oid> unknownCriticalExtension(Set<Oid> understood) {
    for (Extension extension : fields.extensions()) {
      if (extension.critical() && !understood.contains(extension.oid())) {
        return Optional.of(extension.oid());
      }
    }
    return Optional.empty();
  }

  /**
   * The basic constraints; {@link BasicConstraints#NONE} without the extension.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public BasicConstraints basicConstraints() throws MalformedException {
    Optional<Extension> extension = extension(Extension.BASIC_CONSTRAINTS);
    return extension.isPresent()
        ? ExtensionValues.basicConstraints(extension.get().value())
        : BasicConstraints.NONE;
  }

  /**
   * The key usage bits; empty without the extension.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public Optional<Set<KeyUsage>> keyUsage() throws MalformedException {
    Optional<Extension> extension = extension(Extension.KEY_USAGE);
    return extension.isPresent()
        ? Optional.of(ExtensionValues.keyUsage(extension.get().value()))
        : Optional.empty();
  }

  /**
   * The extended key purposes, in order; empty without the extension.
   *
   * @throws MalformedException if the extension cannot be read
   */
  public Optional<List<Oid>> extendedKeyUsage() throws MalformedException {
    Optional<Extension> extension = extension(Extension.EXTENDED_KEY_USAGE);
    return extension.isPresent()
        ? Optional.of(ExtensionValues.extendedKeyUsage(extension.get().value()))
        : Optional.empty();
  }

  /**
   * The bytes that were signed, as they would be without the extension {@code left}: what a
   * certificate transparency log signs (RFC 6962, section 3.2).
   *
   * @throws MalformedException if the certificate has no extensions
   */
  public Bytes toBeSignedWithout(Oid left) throws MalformedException {
    return fields.toBeSignedWithout(left);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate that && der.equals(that.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  /** The serial number and validity, for messages. */
  @Override
  public String toString() {
    return "certificate "
        + fields.serialNumber().toString(16)
        + " ("
        + fields.notBefore()
        + " to "
        + fields.notAfter()
        + ")";
  }
}
