package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import java.util.Optional;

/** Reads digests out of URLs. */
final class Digests {
  private Digests() {}

  static Optional<Digest> parse(String text) {
    try {
      return Optional.of(Digest.parse(text));
    } catch (MalformedException notADigest) {
      return Optional.empty();
    }
  }
}
