package dev.portcullis.proxy.admin;

import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Replaces small files whole, so that a crash leaves the old content or the new. Blocks. */
public final class DurableFile {
  private DurableFile() {}

  /**
   * Gives {@code file} another content, which is on disk when this returns.
   *
   * @throws IOException if that cannot be done; the file then has the old content or the new
   */
  public static void replace(Path file, Bytes content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer left = content.asByteBuffer();
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true); // else the new name may be lost with the power
    }
  }
}
