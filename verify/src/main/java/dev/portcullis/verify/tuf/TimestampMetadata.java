package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.MalformedException;

/**
 * The timestamp role (TUF specification 4.6): which snapshot is the newest.
 *
 * @param metadata the file
 * @param snapshot the announced snapshot
 */
record TimestampMetadata(SignedMetadata metadata, Announced snapshot) {
  /**
   * Reads a file; its signatures are not looked at.
   *
   * @throws MalformedException if it is not a timestamp that announces exactly one snapshot
   */
  static TimestampMetadata parse(Bytes file) throws MalformedException {
    SignedMetadata metadata = SignedMetadata.parse(TufRole.TIMESTAMP, file);
    JsonObject meta = metadata.signed().object("meta").requireExactly("snapshot.json");
    return new TimestampMetadata(metadata, Announced.parse(meta.object("snapshot.json")));
  }

  long version() {
    return metadata.version();
  }
}
