package dev.portcullis.proxy.realtools;

import java.util.Set;

/** Where and how real cosign stores what it signs against the lab's services. */
enum KeylessForm {
  /** A layer under cosign's tag, logged in Rekor v1; a statement as an entry of type dsse. */
  TAG,
  /** As {@link #TAG} with a timestamp besides. */
  TAG_TIMESTAMPED,
  /** A statement under cosign's tag whose entry is of type intoto. */
  TAG_INTOTO,
  /** A layer in a referrer: experimental in both versions. */
  OCI_1_1,
  /** A bundle in a referrer, logged in Rekor v1. */
  BUNDLE,
  /** A bundle in a referrer, logged in Rekor v2 and timestamped. */
  BUNDLE_REKOR_2,
  /** A bundle in a referrer with a timestamp and in no log, as of an instance without logs. */
  BUNDLE_WITHOUT_LOG;

  /** The forms that a root with logs is content with, for a signature. */
  static final Set<KeylessForm> SIGNATURES =
      Set.of(TAG, TAG_TIMESTAMPED, OCI_1_1, BUNDLE, BUNDLE_REKOR_2);

  /** The forms that a root with logs is content with, for a statement. */
  static final Set<KeylessForm> ATTESTATIONS =
      Set.of(TAG, TAG_TIMESTAMPED, TAG_INTOTO, BUNDLE, BUNDLE_REKOR_2);

  /** Whether it is a bundle. */
  boolean isBundle() {
    return switch (this) {
      case TAG, TAG_TIMESTAMPED, TAG_INTOTO, OCI_1_1 -> false;
      case BUNDLE, BUNDLE_REKOR_2, BUNDLE_WITHOUT_LOG -> true;
    };
  }

  /** Whether it is found as a referrer, so that it matters which registry holds it. */
  boolean isReferrer() {
    return isBundle() || this == OCI_1_1;
  }
}
