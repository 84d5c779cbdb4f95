package dev.portcullis.oci;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes, compared by content. Raw bytes of manifests, envelopes and
 * certificates are carried as this, so that what is verified is what is served.
 */
public final class Bytes {
  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** The sequence of length zero. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** A copy of {@code array}. */
  public static Bytes copyOf(byte[] array) {
    return new Bytes(array.clone());
  }

  /**
   * Wraps {@code array} without copying it. The caller gives the array away and must not write to
   * it afterwards.
   */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array);
  }

  /** The UTF-8 encoding of {@code text}. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int length() {
    return array.length;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return array.length == 0;
  }

  /** The byte at {@code index}, from 0 to {@code length() - 1}. */
  public byte at(int index) {
    return array[index];
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return array.clone();
  }

  /** A read-only view, positioned at 0 with limit {@link #length()}. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** A stream over the bytes; it never throws. */
  public InputStream asInputStream() {
    return new ByteArrayInputStream(array);
  }

  /** The bytes from {@code from} inclusive to {@code to} exclusive, copied. */
  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(array, from, to));
  }

  /**
   * Copies the bytes into {@code target} from index {@code at} on.
   *
   * @return the index after the last byte written
   */
  public int copyTo(byte[] target, int at) {
    System.arraycopy(array, 0, target, at, array.length);
    return at + array.length;
  }

  /** Feeds every byte to {@code digest}, without copying. */
  public void update(MessageDigest digest) {
    digest.update(array);
  }

  /** The bytes decoded as UTF-8; malformed input becomes U+FFFD. */
  public String toUtf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  /** The bytes as lower-case hexadecimal, two characters a byte. */
  public String toHex() {
    return HexFormat.of().formatHex(array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The length only: content may be large or secret. */
  @Override
  public String toString() {
    return "Bytes[" + array.length + "]";
  }
}
