package dev.portcullis.proxy.disk;

import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/** Replaces small files whole, so that a crash leaves the old content or the new. Blocks. */
public final class DurableFile {
  private DurableFile() {}

  /**
   * Gives {@code file} another content, which is on disk when this returns. Its folder is made if
   * need be. Several processes may do so at once: one of their contents is there then.
   *
   * @throws IOException if that cannot be done; the file then has the old content or the new
   */
  public static void replace(Path file, Bytes content) throws IOException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    Files.createDirectories(folder);
    Path fresh = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".new");
    try {
      write(fresh, content);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true); // else the new name may be lost with the power
    }
  }

  private static void write(Path fresh, Bytes content) throws IOException {
    try (FileChannel out =
        FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = content.asByteBuffer();
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }
}
