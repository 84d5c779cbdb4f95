package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes numbers, texts and bytes one after the other; {@link FileReader} reads them back. */
final class FileWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  FileWriter(String magic) {
    text(magic);
  }

  void number(long value) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  void text(String text) {
    bytes(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  void bytes(Bytes bytes) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length()).array());
    out.writeBytes(bytes.toByteArray());
  }

  Bytes content() {
    return Bytes.wrap(out.toByteArray());
  }
}
