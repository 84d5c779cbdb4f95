package dev.portcullis.proxy.server;

/** The error codes of an OCI registry (distribution-spec, "Error Codes") that are sent here. */
public enum ErrorCode {
  /** No such blob. */
  BLOB_UNKNOWN,
  /** Not a digest of a registered algorithm. */
  DIGEST_INVALID,
  /** It exists and may not be had. */
  DENIED,
  /** A reference that is neither a tag nor a digest. */
  MANIFEST_INVALID,
  /** No such manifest. */
  MANIFEST_UNKNOWN,
  /** A path that breaks the grammar. */
  NAME_INVALID,
  /** No such repository, or no such upstream. */
  NAME_UNKNOWN,
  /** Slow down. */
  TOOMANYREQUESTS,
  /** Log in. */
  UNAUTHORIZED,
  /** An operation that is not offered. */
  UNSUPPORTED,
  /**
   * None of the above; outside the specification's list, as registries use it for their trouble.
   */
  UNKNOWN
}
