package dev.portcullis.verify.notation;

import java.util.Arrays;
import java.util.Optional;

/** What a signature claims about the time of signing, and whom that makes it trust (2.4). */
public enum SigningScheme {
  /**
   * The signing time is the signer's word and proves nothing; a timestamp may. Chains end in stores
   * of type {@code ca}.
   */
  X509("notary.x509", TrustStoreType.CA),
  /**
   * The signing time is authentic, because a signing authority states it. Chains end in stores of
   * type {@code signingAuthority} only: otherwise any user of a CA could claim any time.
   */
  SIGNING_AUTHORITY("notary.x509.signingAuthority", TrustStoreType.SIGNING_AUTHORITY);

  private final String text;
  private final TrustStoreType storeType;

  SigningScheme(String text, TrustStoreType storeType) {
    this.text = text;
    this.storeType = storeType;
  }

  /** The scheme that an envelope names {@code text}. */
  static Optional<SigningScheme> named(String text) {
    return Arrays.stream(values()).filter(scheme -> scheme.text.equals(text)).findFirst();
  }

  /** The type of the stores that may hold an anchor of such a signature. */
  public TrustStoreType storeType() {
    return storeType;
  }

  /** The name in envelopes. */
  @Override
  public String toString() {
    return text;
  }
}
