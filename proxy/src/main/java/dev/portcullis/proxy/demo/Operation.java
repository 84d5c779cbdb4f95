package dev.portcullis.proxy.demo;

/** What a request to the {@link MemoryRegistry} is about. */
public enum Operation {
  PING,
  TOKEN,
  MANIFEST_GET,
  MANIFEST_HEAD,
  MANIFEST_PUT,
  BLOB_GET,
  BLOB_HEAD,
  UPLOAD,
  TAGS,
  REFERRERS,
  DELETE,
  /** A path or method that no registry has. */
  UNKNOWN
}
