package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads what {@link FileWriter} has written, and believes none of it. */
final class FileReader {
  private static final int LONGEST_TEXT = 8 * 1024;
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  private final ByteBuffer in;

  /**
   * Begins to read.
   *
   * @throws MalformedException if {@code content} does not begin with {@code magic}
   */
  FileReader(Bytes content, String magic) throws MalformedException {
    this.in = content.asByteBuffer();
    if (!text().equals(magic)) {
      throw new MalformedException("not a file of this kind");
    }
  }

  /**
   * The next number.
   *
   * @throws MalformedException if it is not between {@code least} and {@code most}
   */
  long number(long least, long most) throws MalformedException {
    if (in.remaining() < Long.BYTES) {
      throw cut();
    }
    long value = in.getLong();
    if (value < least || value > most) {
      throw new MalformedException("a number is out of range");
    }
    return value;
  }

  Instant instant() throws MalformedException {
    return Instant.ofEpochMilli(number(0, LATEST));
  }

  String text() throws MalformedException {
    return new String(bytes(LONGEST_TEXT).toByteArray(), StandardCharsets.UTF_8);
  }

  Bytes bytes(int limit) throws MalformedException {
    if (in.remaining() < Integer.BYTES) {
      throw cut();
    }
    int length = in.getInt();
    if (length < 0 || length > limit || length > in.remaining()) {
      throw cut();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Bytes.wrap(bytes);
  }

  void requireEnd() throws MalformedException {
    if (in.hasRemaining()) {
      throw new MalformedException("more bytes than expected");
    }
  }

  private static MalformedException cut() {
    return new MalformedException("cut off or damaged");
  }
}
