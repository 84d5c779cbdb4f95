package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Limits;

/** The four top-level roles (TUF specification 2.1). */
public enum TufRole {
  ROOT("root", Limits.TUF_ROOT_BYTES),
  TIMESTAMP("timestamp", Limits.TUF_TIMESTAMP_BYTES),
  SNAPSHOT("snapshot", Limits.TUF_SNAPSHOT_BYTES),
  TARGETS("targets", Limits.TUF_TARGETS_BYTES);

  private final String word;
  private final int limit;

  TufRole(String word, int limit) {
    this.word = word;
    this.limit = limit;
  }

  /** The name in metadata. */
  public String word() {
    return word;
  }

  /** The name of the file where no version goes before it. */
  public String fileName() {
    return word + ".json";
  }

  /** Bytes of its metadata that are still accepted. */
  public int limit() {
    return limit;
  }
}
