package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.math.BigInteger;
import java.time.Instant;

/**
 * A cursor over DER (X.690): single-byte tags, definite lengths in their shortest form, nothing
 * else. It never reads outside its range, copies only what it returns and keeps no state but its
 * position. Not thread-safe.
 */
public final class DerReader {
  public static final int BOOLEAN = 0x01;
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int NULL = 0x05;
  public static final int OBJECT_IDENTIFIER = 0x06;
  public static final int ENUMERATED = 0x0a;
  public static final int UTF8_STRING = 0x0c;
  public static final int IA5_STRING = 0x16;
  public static final int UTC_TIME = 0x17;
  public static final int GENERALIZED_TIME = 0x18;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED = 0x20;

  private final Bytes source;
  private final int end;
  private int position;

  private DerReader(Bytes source, int position, int end) {
    this.source = source;
    this.position = position;
    this.end = end;
  }

  /** A cursor at the beginning of {@code source}. */
  public static DerReader of(Bytes source) {
    return new DerReader(source, 0, source.length());
  }

  /** The tag of a context-specific primitive element, {@code [number] IMPLICIT}. */
  public static int primitive(int number) {
    return CONTEXT | number;
  }

  /** The tag of a context-specific constructed element, {@code [number]}. */
  public static int constructed(int number) {
    return CONTEXT | CONSTRUCTED | number;
  }

  /** Whether another element follows. */
  public boolean hasNext() {
    return position < end;
  }

  /** Whether another element follows and has {@code tag}. */
  public boolean nextIs(int tag) {
    return position < end && (source.at(position) & 0xff) == tag;
  }

  /** The tag of the next element, or -1 at the end. */
  public int nextTag() {
    return position < end ? source.at(position) & 0xff : -1;
  }

  /**
   * Refuses anything that follows.
   *
   * @throws MalformedException if an element, or a piece of one, follows
   */
  public void requireEnd() throws MalformedException {
    if (position != end) {
      throw new MalformedException("DER has " + (end - position) + " bytes too many");
    }
  }

  /** A cursor over the content of the next element, which must have {@code tag}; moves past it. */
  public DerReader enter(int tag) throws MalformedException {
    int length = header(tag);
    DerReader content = new DerReader(source, position, position + length);
    position += length;
    return content;
  }

  /** The content of the next element, which must have {@code tag}; moves past it. */
  public Bytes content(int tag) throws MalformedException {
    int length = header(tag);
    Bytes content = source.slice(position, position + length);
    position += length;
    return content;
  }

  /** The whole next element, tag and length included, whatever it is; moves past it. */
  public Bytes element() throws MalformedException {
    int from = position;
    skip();
    return source.slice(from, position);
  }

  /** Moves past the next element, whatever it is. */
  public void skip() throws MalformedException {
    int length = header(nextTag());
    position += length;
  }

  /** The content of the next element, an INTEGER in its shortest form; moves past it. */
  public BigInteger integer() throws MalformedException {
    Bytes content = content(INTEGER);
    if (content.isEmpty()
        || (content.length() > 1
            && ((content.at(0) == 0 && content.at(1) >= 0)
                || (content.at(0) == -1 && content.at(1) < 0)))) {
      throw new MalformedException("DER integer is not in its shortest form");
    }
    return new BigInteger(content.toByteArray());
  }

  /** The next element, an INTEGER from 0 to 2^31 - 1; moves past it. */
  public int smallInteger() throws MalformedException {
    BigInteger value = integer();
    if (value.signum() < 0 || value.bitLength() > 31) {
      throw new MalformedException("DER integer is out of range");
    }
    return value.intValue();
  }

  /** The next element, a BOOLEAN; moves past it. */
  public boolean bool() throws MalformedException {
    Bytes content = content(BOOLEAN);
    if (content.length() != 1 || (content.at(0) != 0 && content.at(0) != -1)) {
      throw new MalformedException("DER boolean is neither 00 nor FF");
    }
    return content.at(0) != 0;
  }

  /** The next element, an OBJECT IDENTIFIER; moves past it. */
  public Oid oid() throws MalformedException {
    return Oid.ofContent(content(OBJECT_IDENTIFIER));
  }

  /** The next element, a BIT STRING of whole bytes; moves past it. */
  public Bytes wholeBits() throws MalformedException {
    Bytes content = content(BIT_STRING);
    if (content.isEmpty() || content.at(0) != 0) {
      throw new MalformedException("DER bit string is not of whole bytes");
    }
    return content.slice(1, content.length());
  }

  /** The next element, a UTCTime or GeneralizedTime in UTC; moves past it. */
  public Instant time() throws MalformedException {
    return nextIs(UTC_TIME)
        ? DerTime.utc(content(UTC_TIME))
        : DerTime.generalized(content(GENERALIZED_TIME));
  }

  private int header(int tag) throws MalformedException {
    if (position >= end) {
      throw new MalformedException("DER ends where an element is expected");
    }
    int actual = source.at(position) & 0xff;
    if (actual != tag) {
      throw new MalformedException(
          "DER has tag %02x where %02x is expected".formatted(actual, tag));
    }
    if ((actual & 0x1f) == 0x1f) {
      throw new MalformedException("DER has a tag of more than one byte");
    }
    position++;
    int length = length();
    if (length > end - position) {
      throw new MalformedException("DER element is longer than what holds it");
    }
    return length;
  }

  private int length() throws MalformedException {
    int first = lengthByte();
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 4) {
      throw new MalformedException("DER length is indefinite or too large");
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | lengthByte();
    }
    if (length < 0) {
      throw new MalformedException("DER length is indefinite or too large");
    }
    if (length < 0x80 || (count > 1 && length >>> (8 * (count - 1)) == 0)) {
      throw new MalformedException("DER length is not in its shortest form");
    }
    return length;
  }

  private int lengthByte() throws MalformedException {
    if (position >= end) {
      throw new MalformedException("DER ends inside a length");
    }
    return source.at(position++) & 0xff;
  }
}
