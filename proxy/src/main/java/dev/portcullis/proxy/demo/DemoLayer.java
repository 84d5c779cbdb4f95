package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A layer with one small file in it.
 *
 * @param tar the archive (POSIX ustar)
 * @param gzipped the archive, compressed
 */
record DemoLayer(Bytes tar, Bytes gzipped) {
  private static final int BLOCK = 512;
  private static final int CHECKSUM = 148;

  static DemoLayer of(String name, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, octal(content.length, 11));
    put(header, 136, octal(0, 11));
    put(header, CHECKSUM, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte value : header) {
      sum += value;
    }
    put(header, CHECKSUM, octal(sum, 6) + "\0 ");
    int padded = (content.length + BLOCK - 1) / BLOCK * BLOCK;
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.writeBytes(header);
    tar.writeBytes(content);
    tar.writeBytes(new byte[padded - content.length + 2 * BLOCK]);
    return new DemoLayer(Bytes.wrap(tar.toByteArray()), gzip(tar.toByteArray()));
  }

  private static Bytes gzip(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return Bytes.wrap(compressed.toByteArray());
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private static String octal(int value, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "o", value);
  }
}
