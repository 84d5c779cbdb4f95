package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.oci.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A layer with one file, as an uncompressed tar archive (POSIX ustar) and gzipped.
 *
 * @param tar the archive, whose digest is the layer's diff id
 * @param gzip the archive as it is stored
 */
record LayerArchive(Bytes tar, Bytes gzip) {
  private static final int BLOCK = 512;

  /** A layer that holds one file. */
  static LayerArchive holding(String file, String content) {
    byte[] body = content.getBytes(UTF_8);
    byte[] header = new byte[BLOCK];
    put(header, 0, file);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, octal(body.length));
    put(header, 136, octal(0));
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    int padded = (body.length + BLOCK - 1) / BLOCK * BLOCK;
    byte[] tar = Arrays.copyOf(header, BLOCK + padded + (2 * BLOCK));
    System.arraycopy(body, 0, tar, BLOCK, body.length);
    return new LayerArchive(Bytes.wrap(tar), Bytes.wrap(compress(tar)));
  }

  private static String octal(int value) {
    return String.format(Locale.ROOT, "%011o", value);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] compress(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
