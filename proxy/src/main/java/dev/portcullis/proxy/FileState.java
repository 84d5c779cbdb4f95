package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a file or folder held at some instant, whatever links lead to it.
 *
 * @param digest of its content, or of the names in it; empty if it could not be read
 */
record FileState(Optional<Digest> digest) {
  static FileState of(Bytes content) {
    return new FileState(Optional.of(Digest.sha256(content)));
  }

  static FileState of(List<String> names) {
    return of(Bytes.utf8("folder\n" + String.join("\n", names)));
  }

  static FileState unreadable() {
    return new FileState(Optional.empty());
  }

  static FileState now(Path file) {
    try {
      return Files.isDirectory(file) ? of(names(file)) : of(Bytes.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      return unreadable();
    }
  }

  /** The names in a folder in order, but for those that begin with two dots. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !name.startsWith(".."))
          .sorted()
          .toList();
    }
  }
}
