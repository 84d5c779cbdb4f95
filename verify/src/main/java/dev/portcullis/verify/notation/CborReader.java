package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads CBOR (RFC 8949) as COSE needs it and no more: definite lengths only, no duplicate map keys,
 * map keys that are integers or text, valid UTF-8, nothing after the item, bounded depth.
 */
final class CborReader {
  private static final int MAJOR_UNSIGNED = 0;
  private static final int MAJOR_NEGATIVE = 1;
  private static final int MAJOR_BYTES = 2;
  private static final int MAJOR_TEXT = 3;
  private static final int MAJOR_ARRAY = 4;
  private static final int MAJOR_MAP = 5;
  private static final int MAJOR_TAG = 6;

  private final ByteBuffer input;

  private CborReader(Bytes encoded) {
    this.input = encoded.asByteBuffer();
  }

  /**
   * The one item that {@code encoded} holds.
   *
   * @throws MalformedException if it is anything but exactly one well-formed item within the limits
   */
  static CborItem read(Bytes encoded) throws MalformedException {
    CborReader reader = new CborReader(encoded);
    CborItem item = reader.item(0);
    if (reader.input.hasRemaining()) {
      throw new MalformedException(
          "CBOR is followed by " + reader.input.remaining() + " bytes that do not belong to it");
    }
    return item;
  }

  private CborItem item(int depth) throws MalformedException {
    if (depth > Limits.CBOR_DEPTH) {
      throw new MalformedException("CBOR is nested deeper than " + Limits.CBOR_DEPTH);
    }
    int head = octet();
    int major = head >> 5;
    int additional = head & 0x1f;
    return switch (major) {
      case MAJOR_UNSIGNED -> new CborItem.Int(argument(additional));
      case MAJOR_NEGATIVE -> new CborItem.Int(-1 - argument(additional));
      case MAJOR_BYTES -> new CborItem.Binary(bytes(length(additional, 1)));
      case MAJOR_TEXT -> new CborItem.Text(text(length(additional, 1)));
      case MAJOR_ARRAY -> sequence(length(additional, 1), depth);
      case MAJOR_MAP -> mapping(length(additional, 2), depth);
      case MAJOR_TAG -> new CborItem.Tagged(argument(additional), item(depth + 1));
      default -> simpleOrReal(additional);
    };
  }

  private CborItem sequence(int count, int depth) throws MalformedException {
    List<CborItem> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(item(depth + 1));
    }
    return new CborItem.Sequence(items);
  }

  private CborItem mapping(int count, int depth) throws MalformedException {
    if (count > Limits.CBOR_MAP_ENTRIES) {
      throw new MalformedException(
          "CBOR map has more than " + Limits.CBOR_MAP_ENTRIES + " entries");
    }
    Map<CborItem, CborItem> entries = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      CborItem key = item(depth + 1);
      if (!(key instanceof CborItem.Int || key instanceof CborItem.Text)) {
        throw new MalformedException(
            "CBOR map key is of kind '" + key.kind() + "', only integers and text are accepted");
      }
      if (entries.put(key, item(depth + 1)) != null) {
        throw new MalformedException("CBOR map has a key twice");
      }
    }
    return new CborItem.Mapping(entries);
  }

  private CborItem simpleOrReal(int additional) throws MalformedException {
    return switch (additional) {
      case 24 -> {
        int value = octet();
        if (value < 32) {
          throw new MalformedException("CBOR simple value " + value + " in its long form");
        }
        yield new CborItem.Simple(value);
      }
      case 25 -> new CborItem.Real(Float.float16ToFloat((short) unsigned(2)));
      case 26 -> new CborItem.Real(Float.intBitsToFloat((int) unsigned(4)));
      case 27 -> new CborItem.Real(Double.longBitsToDouble(unsigned(8)));
      case 28, 29, 30, 31 -> throw reserved(additional);
      default -> new CborItem.Simple(additional);
    };
  }

  /** A count of elements that each take at least {@code width} bytes of what remains. */
  private int length(int additional, int width) throws MalformedException {
    long length = argument(additional);
    if (length > input.remaining() / width) {
      throw new MalformedException("CBOR ends before an item of length " + length + " does");
    }
    return (int) length;
  }

  private long argument(int additional) throws MalformedException {
    return switch (additional) {
      case 24 -> octet();
      case 25 -> unsigned(2);
      case 26 -> unsigned(4);
      case 27 -> {
        long value = unsigned(8);
        if (value < 0) {
          throw new MalformedException("CBOR integer does not fit 64 bits with its sign");
        }
        yield value;
      }
      case 28, 29, 30, 31 -> throw reserved(additional);
      default -> additional;
    };
  }

  private static MalformedException reserved(int additional) {
    return new MalformedException(
        additional == 31 ? "CBOR item of indefinite length" : "CBOR item with a reserved length");
  }

  private int octet() throws MalformedException {
    return (int) unsigned(1);
  }

  private long unsigned(int width) throws MalformedException {
    if (input.remaining() < width) {
      throw new MalformedException("CBOR ends in the middle of an item");
    }
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = (value << 8) | (input.get() & 0xff);
    }
    return value;
  }

  private Bytes bytes(int length) {
    byte[] value = new byte[length];
    input.get(value);
    return Bytes.wrap(value);
  }

  private String text(int length) throws MalformedException {
    ByteBuffer encoded = input.slice(input.position(), length);
    input.position(input.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("CBOR text is not UTF-8");
    }
  }
}
