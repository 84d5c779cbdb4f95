package dev.portcullis.verify;

import dev.portcullis.verify.x509.HashFunction;

/**
 * How a signature is made from a private key and the signed bytes (sigstore spec notes, 2.1). A
 * scheme says nothing about the size of the key or the curve.
 */
public enum SignatureScheme {
  ECDSA_SHA256(Family.ECDSA, HashFunction.SHA256, "ECDSA with SHA-256"),
  ECDSA_SHA384(Family.ECDSA, HashFunction.SHA384, "ECDSA with SHA-384"),
  ECDSA_SHA512(Family.ECDSA, HashFunction.SHA512, "ECDSA with SHA-512"),
  RSA_PKCS1_SHA256(Family.RSA_PKCS1, HashFunction.SHA256, "RSA PKCS#1 v1.5 with SHA-256"),
  RSA_PKCS1_SHA384(Family.RSA_PKCS1, HashFunction.SHA384, "RSA PKCS#1 v1.5 with SHA-384"),
  RSA_PKCS1_SHA512(Family.RSA_PKCS1, HashFunction.SHA512, "RSA PKCS#1 v1.5 with SHA-512"),
  RSA_PSS_SHA256(Family.RSA_PSS, HashFunction.SHA256, "RSA-PSS with SHA-256"),
  RSA_PSS_SHA384(Family.RSA_PSS, HashFunction.SHA384, "RSA-PSS with SHA-384"),
  RSA_PSS_SHA512(Family.RSA_PSS, HashFunction.SHA512, "RSA-PSS with SHA-512"),
  ED25519(Family.ED25519, HashFunction.SHA512, "Ed25519"),
  ED25519PH(Family.ED25519PH, HashFunction.SHA512, "Ed25519ph");

  private final Family family;
  private final HashFunction hash;
  private final String words;

  SignatureScheme(Family family, HashFunction hash, String words) {
    this.family = family;
    this.hash = hash;
    this.words = words;
  }

  /** The constructions, apart from the hash. */
  public enum Family {
    /** FIPS 186-5, on the curve of the key. */
    ECDSA,
    /** RFC 8017, section 8.2. */
    RSA_PKCS1,
    /** RFC 8017, section 8.1; MGF1 with the same hash, a salt as long as the hash. */
    RSA_PSS,
    /** RFC 8032, pure. */
    ED25519,
    /** RFC 8032, prehashed, with the empty context. */
    ED25519PH
  }

  /** The construction. */
  public Family family() {
    return family;
  }

  /** The hash function. */
  public HashFunction hash() {
    return hash;
  }

  /** The name as messages have it. */
  public String words() {
    return words;
  }
}
