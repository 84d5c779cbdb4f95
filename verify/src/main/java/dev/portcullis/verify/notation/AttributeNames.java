package dev.portcullis.verify.notation;

/** The names of the attributes that the signature specification defines (2.1), case as written. */
final class AttributeNames {
  static final String SIGNING_SCHEME = "io.cncf.notary.signingScheme";
  static final String SIGNING_TIME = "io.cncf.notary.signingTime";
  static final String AUTHENTIC_SIGNING_TIME = "io.cncf.notary.authenticSigningTime";
  static final String EXPIRY = "io.cncf.notary.expiry";
  static final String PLUGIN = "io.cncf.notary.verificationPlugin";
  static final String PLUGIN_MIN_VERSION = "io.cncf.notary.verificationPluginMinVersion";
  static final String TIMESTAMP = "io.cncf.notary.timestampSignature";
  static final String SIGNING_AGENT = "io.cncf.notary.signingAgent";

  /** The type of what is signed. */
  static final String PAYLOAD_TYPE = "application/vnd.cncf.notary.payload.v1+json";

  /** What reserved annotations of a payload begin with (1). */
  static final String RESERVED_ANNOTATIONS = "io.cncf.notary";

  private AttributeNames() {}
}
