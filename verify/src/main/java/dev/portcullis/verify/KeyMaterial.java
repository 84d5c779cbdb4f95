package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;

/** A parsed public key, ready for use. Thread-safe. */
sealed interface KeyMaterial permits EcKey, RsaKey, Ed25519Key {
  /** The kind and, for RSA, the size class. */
  VerificationKey.Type type();

  /** The length of the RSA modulus or of the curve's field, in bits. */
  int bits();

  /**
   * Whether {@code signature} is this key's over {@code signed} by exactly {@code scheme}; false
   * for a scheme that the key cannot use and for a signature of the wrong form.
   */
  boolean verifies(SignatureScheme scheme, Bytes signed, Bytes signature);
}
