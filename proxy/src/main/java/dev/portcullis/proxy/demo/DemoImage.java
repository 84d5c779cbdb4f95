package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;

/**
 * An image in the demonstration's registry.
 *
 * @param path its repository
 * @param tag its tag
 * @param architecture what it was built for; of an index, its first child's
 * @param manifest its manifest or index
 * @param layer the digest of its layer; of an index, that of its first child
 */
record DemoImage(String path, String tag, String architecture, Bytes manifest, Digest layer) {
  /** The digest of the manifest. */
  Digest digest() {
    return Digest.sha256(manifest);
  }
}
