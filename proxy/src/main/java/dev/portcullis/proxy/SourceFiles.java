package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the files that one configuration consists of, and remembers what it read, so that a later
 * change can be told. Not thread-safe: one for each time that a configuration is loaded.
 */
final class SourceFiles {
  private static final int LARGEST = 16 * 1024 * 1024;

  private final Path folder;
  private final Map<Path, FileState> seen = new LinkedHashMap<>();

  /** Reads relative to {@code folder}. */
  SourceFiles(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * A path as the document has it: relative to the document unless it is absolute.
   *
   * @throws MalformedException if it is not a path
   */
  Path resolve(String path) throws MalformedException {
    try {
      return folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new MalformedException("'" + Quoting.shorten(path) + "' is not a path");
    }
  }

  /**
   * The path of a file, which can be read.
   *
   * @throws MalformedException if it cannot; the message names it
   */
  Path readable(String path) throws MalformedException {
    content(path);
    return resolve(path);
  }

  /**
   * The content of a file.
   *
   * @throws MalformedException if it cannot be had; the message names it
   */
  Bytes content(String path) throws MalformedException {
    try {
      return load(path);
    } catch (MalformedException e) {
      throw new MalformedException("cannot read " + Quoting.shorten(path) + ": " + e.getMessage());
    }
  }

  /**
   * The content of a file of at most 16 MiB.
   *
   * @throws MalformedException if it cannot be had; the message says why and does not name it
   */
  Bytes load(String path) throws MalformedException {
    Path file = resolve(path);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new IOException("it is larger than 16 MiB");
      }
      Bytes bytes = Bytes.wrap(content);
      seen.put(file, FileState.of(bytes));
      return bytes;
    } catch (IOException e) {
      seen.put(file, FileState.unreadable());
      throw new MalformedException(reason(e));
    }
  }

  /** Everything that was read so far, as it was then. */
  FileSnapshot snapshot() {
    return new FileSnapshot(seen);
  }

  private static String reason(IOException problem) {
    return switch (problem) {
      case NoSuchFileException e -> "there is no such file";
      case AccessDeniedException e -> "permission denied";
      default -> String.valueOf(problem.getMessage());
    };
  }
}
