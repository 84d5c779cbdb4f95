package dev.portcullis.proxy.upstream;

/** What a registry is to be shown credentials for. */
public enum Purpose {
  /** Reading, and no more, whatever the registry's challenge offers. */
  PULL,
  /** Pushing and deleting. */
  WRITE
}
