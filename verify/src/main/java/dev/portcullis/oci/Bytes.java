package dev.portcullis.oci;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An immutable sequence of bytes, compared by content. Raw bytes of manifests, envelopes and
 * certificates are carried as this, so that what is verified is what is served.
 */
public final class Bytes {
  private static final AtomicBoolean NO_ROOM = new AtomicBoolean();
  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;
  private final int from;
  private final int length;

  /** Whether nobody has written into the room before these bytes. */
  private final AtomicBoolean room;

  private Bytes(byte[] array) {
    this(array, 0, array.length, NO_ROOM);
  }

  private Bytes(byte[] array, int from, int length, AtomicBoolean room) {
    this.array = array;
    this.from = from;
    this.length = length;
    this.room = room;
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

  /**
   * Wraps {@code length} bytes of {@code array} from index {@code from} on without copying them.
   * The caller gives the whole array away; what stands before is room for {@link #precededBy}.
   */
  public static Bytes withRoomBefore(byte[] array, int from, int length) {
    Objects.checkFromIndexSize(from, length, array.length);
    return new Bytes(array, from, length, new AtomicBoolean(true));
  }

  /**
   * {@code head}, then these bytes. Where room was left for it and is free, they are not copied:
   * large payloads are signed with a little before them.
   */
  public Bytes precededBy(Bytes head) {
    int before = from - head.length;
    if (before >= 0 && room.compareAndSet(true, false)) {
      head.copyTo(array, before);
      return new Bytes(array, before, head.length + length, NO_ROOM);
    }
    byte[] both = new byte[head.length + length];
    copyTo(both, head.copyTo(both, 0));
    return new Bytes(both);
  }

  /** The UTF-8 encoding of {@code text}. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int length() {
    return length;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The byte at {@code index}, from 0 to {@code length() - 1}. */
  public byte at(int index) {
    return array[from + Objects.checkIndex(index, length)];
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, from, from + length);
  }

  /** A read-only view, positioned at 0 with limit {@link #length()}. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, from, length).slice().asReadOnlyBuffer();
  }

  /** A stream over the bytes; it never throws. */
  public InputStream asInputStream() {
    return new ByteArrayInputStream(array, from, length);
  }

  /** The bytes from {@code start} inclusive to {@code end} exclusive, copied. */
  public Bytes slice(int start, int end) {
    Objects.checkFromToIndex(start, end, length);
    return new Bytes(Arrays.copyOfRange(array, from + start, from + end));
  }

  /**
   * Copies the bytes into {@code target} from index {@code at} on.
   *
   * @return the index after the last byte written
   */
  public int copyTo(byte[] target, int at) {
    System.arraycopy(array, from, target, at, length);
    return at + length;
  }

  /** Feeds every byte to {@code digest}, without copying. */
  public void update(MessageDigest digest) {
    digest.update(array, from, length);
  }

  /** The bytes decoded as UTF-8; malformed input becomes U+FFFD. */
  public String toUtf8() {
    return new String(array, from, length, StandardCharsets.UTF_8);
  }

  /** The bytes as lower-case hexadecimal, two characters a byte. */
  public String toHex() {
    return HexFormat.of().formatHex(array, from, from + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, from, from + length, that.array, that.from, that.from + that.length);
  }

  @Override
  public int hashCode() {
    if (from == 0 && length == array.length) {
      return Arrays.hashCode(array);
    }
    int hash = 1;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The length only: content may be large or secret. */
  @Override
  public String toString() {
    return "Bytes[" + length + "]";
  }
}
