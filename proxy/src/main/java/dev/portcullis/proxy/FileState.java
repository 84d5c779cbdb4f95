package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file held at some instant, whatever links lead to it.
 *
 * @param digest of its content; empty if it could not be read
 */
record FileState(Optional<Digest> digest) {
  static FileState of(Bytes content) {
    return new FileState(Optional.of(Digest.sha256(content)));
  }

  static FileState unreadable() {
    return new FileState(Optional.empty());
  }

  static FileState now(Path file) {
    try {
      return of(Bytes.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      return unreadable();
    }
  }
}
