package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.HashFunction;
import java.util.List;
import java.util.Optional;

/**
 * A public key, parsed and checked once (sigstore spec notes, 2.1): ECDSA on P-256, P-384 or P-521,
 * RSA of 2048 to 8192 bits, Ed25519. Thread-safe. Two are equal if they hold the same key and
 * accept the same signatures.
 */
public final class VerificationKey {
  private final Bytes spki;
  private final String fingerprint;
  private final KeyMaterial material;
  private final Optional<SignatureScheme> pinned;
  private final boolean p1363;

  private VerificationKey(
      Bytes spki,
      String fingerprint,
      KeyMaterial material,
      Optional<SignatureScheme> pinned,
      boolean p1363) {
    this.spki = spki;
    this.fingerprint = fingerprint;
    this.material = material;
    this.pinned = pinned;
    this.p1363 = p1363;
  }

  /** The kinds of key. */
  public enum Type {
    EC_P256,
    EC_P384,
    EC_P521,
    RSA,
    ED25519
  }

  /** What signatures are made over, which decides the schemes that are tried. */
  public enum SignedForm {
    /** The signed bytes themselves: a cosign payload, a manifest. */
    MESSAGE,
    /** The pre-authentication encoding of a DSSE envelope. */
    ENVELOPE
  }

  /**
   * Reads one PEM {@code PUBLIC KEY} block.
   *
   * @throws MalformedException if it is not one, or of a kind that is not accepted; the message
   *     says which
   */
  public static VerificationKey fromPem(String pem) throws MalformedException {
    return fromSpki(PublicKeyPem.decode(pem));
  }

  /**
   * Reads a DER SubjectPublicKeyInfo.
   *
   * @throws MalformedException if it is not one, or of a kind that is not accepted; the message
   *     says which
   */
  public static VerificationKey fromSpki(Bytes spki) throws MalformedException {
    return new VerificationKey(
        spki, Digest.sha256(spki).hex(), SubjectPublicKey.parse(spki), Optional.empty(), false);
  }

  /**
   * This key, for signatures by {@code scheme} only: the way to accept RSA-PSS, and to refuse the
   * second choice of P-384 and P-521.
   *
   * @throws IllegalArgumentException if a key of this type cannot use the scheme
   */
  public VerificationKey pinnedTo(SignatureScheme scheme) {
    boolean fits =
        switch (scheme.family()) {
          case ECDSA -> material instanceof EcKey;
          case RSA_PKCS1, RSA_PSS -> material instanceof RsaKey;
          case ED25519, ED25519PH -> material instanceof Ed25519Key;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "a key of type " + type() + " cannot sign by " + scheme.words());
    }
    return new VerificationKey(spki, fingerprint, material, Optional.of(scheme), p1363);
  }

  /** This key, for ECDSA signatures in the form {@code r || s} besides DER. */
  public VerificationKey acceptingP1363() {
    return new VerificationKey(spki, fingerprint, material, pinned, true);
  }

  /** The DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    return spki;
  }

  /** The lower-case hexadecimal SHA-256 of {@link #spki}. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * Names all that decides which signatures this key accepts: the fingerprint, and the scheme and
   * form that it is confined or opened to.
   */
  public String acceptance() {
    return fingerprint
        + pinned.map(scheme -> " " + scheme.name()).orElse("")
        + (p1363 ? " p1363" : "");
  }

  /** The kind of key. */
  public Type type() {
    return material.type();
  }

  /** The length of the RSA modulus, or of the curve's field, in bits. */
  public int bits() {
    return material.bits();
  }

  /**
   * The first of the key's accepted schemes by which {@code signature} is its own over {@code
   * signed}. P-384 and P-521 try the curve's hash, then SHA-256; Ed25519 is pure, and for messages
   * also prehashed; RSA is PKCS#1 v1.5 with SHA-256.
   *
   * @return the scheme; empty if the signature does not verify
   */
  public Optional<SignatureScheme> verify(SignedForm form, Bytes signed, Bytes signature) {
    for (SignatureScheme scheme : schemes(form)) {
      if (verify(scheme, signed, signature) || (p1363 && verifyP1363(scheme, signed, signature))) {
        return Optional.of(scheme);
      }
    }
    return Optional.empty();
  }

  /**
   * As {@link #verify(SignedForm, Bytes, Bytes)}, for a message of which only the hash is known;
   * empty for keys other than ECDSA.
   *
   * @param function by which the message was hashed
   */
  public Optional<SignatureScheme> verifyHash(HashFunction function, Bytes hash, Bytes signature) {
    for (SignatureScheme scheme : schemes(SignedForm.MESSAGE)) {
      if (scheme.hash() == function
          && material instanceof EcKey ec
          && ec.verifiesHash(hash, signature)) {
        return Optional.of(scheme);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether {@code signature} is this key's over {@code signed} by exactly {@code scheme}, with
   * ECDSA in strict DER. False for a scheme that the key cannot use. A pin is not looked at: for
   * callers whose format names the algorithm.
   */
  public boolean verify(SignatureScheme scheme, Bytes signed, Bytes signature) {
    return material.verifies(scheme, signed, signature);
  }

  /**
   * Whether {@code signature} is this ECDSA key's over {@code signed}, in the form {@code r || s}
   * (RFC 7518, section 3.4; RFC 9053, section 2.1). False for other keys and schemes.
   */
  public boolean verifyP1363(SignatureScheme scheme, Bytes signed, Bytes signature) {
    return material instanceof EcKey ec && ec.verifiesP1363(scheme, signed, signature);
  }

  private List<SignatureScheme> schemes(SignedForm form) {
    if (pinned.isPresent()) {
      return List.of(pinned.get());
    }
    return switch (type()) {
      case EC_P256 -> List.of(SignatureScheme.ECDSA_SHA256);
      case EC_P384 -> List.of(SignatureScheme.ECDSA_SHA384, SignatureScheme.ECDSA_SHA256);
      case EC_P521 -> List.of(SignatureScheme.ECDSA_SHA512, SignatureScheme.ECDSA_SHA256);
      case RSA -> List.of(SignatureScheme.RSA_PKCS1_SHA256);
      case ED25519 ->
          switch (form) {
            case MESSAGE -> List.of(SignatureScheme.ED25519, SignatureScheme.ED25519PH);
            case ENVELOPE -> List.of(SignatureScheme.ED25519);
          };
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerificationKey that
        && spki.equals(that.spki)
        && pinned.equals(that.pinned)
        && p1363 == that.p1363;
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  /** The type and the first twelve digits of the fingerprint, for messages. */
  @Override
  public String toString() {
    return type() + " key " + fingerprint.substring(0, 12);
  }
}
