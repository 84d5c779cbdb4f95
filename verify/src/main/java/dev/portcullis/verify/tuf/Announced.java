package dev.portcullis.verify.tuf;

import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.MalformedException;

/**
 * A metadata file as another one announces it (TUF specification 4.4, {@code METAFILES}).
 *
 * @param version its version
 * @param file length and hashes, where given
 */
record Announced(long version, FileDescription file) {
  static Announced parse(JsonObject in) throws MalformedException {
    return new Announced(SignedMetadata.positive(in, "version"), FileDescription.parse(in));
  }
}
