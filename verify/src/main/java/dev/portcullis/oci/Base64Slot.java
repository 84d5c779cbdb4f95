package dev.portcullis.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Decodes a long text of base64 in a JSON document straight out of the document's bytes, so that it
 * is never held as characters, and leaves room before the result for what is signed with it.
 */
public final class Base64Slot {
  /** Bytes of a document from which on it is worth it. */
  static final int LARGE = 1024 * 1024;

  private static final int ROOM = 512;

  private Base64Slot() {}

  /**
   * The bytes that the text at hand stands for, in either base64 alphabet, padded or not.
   *
   * @param tokens at the text
   * @param json the document that {@code tokens} reads
   * @throws MalformedException if it is not base64, or no text
   */
  public static Bytes decode(JsonParser tokens, Bytes json) throws MalformedException {
    if (tokens.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedException("not a text");
    }
    return json.length() < LARGE
        ? Base64Text.decodeLenient(tokens.getString())
        : decode(json, (int) tokens.currentTokenLocation().getByteOffset());
  }

  /** Decodes the text whose opening quotation mark is at {@code quote}. */
  static Bytes decode(Bytes json, int quote) throws MalformedException {
    int start = quote + 1;
    int end = start;
    boolean url = false;
    while (end < json.length() && json.at(end) != '"') {
      url |= json.at(end) == '-' || json.at(end) == '_';
      end += json.at(end) == '\\' ? 2 : 1;
    }
    if (end >= json.length()) {
      throw new MalformedException("not base64: the text does not end");
    }
    byte[] array = new byte[ROOM + ((end - start) / 4 + 1) * 3];
    Base64.Decoder decoder = url ? Base64.getUrlDecoder() : Base64.getDecoder();
    try (InputStream decoded = decoder.wrap(new Unescaped(json, start, end))) {
      int length = decoded.readNBytes(array, ROOM, array.length - ROOM);
      return Bytes.withRoomBefore(array, ROOM, length);
    } catch (IOException e) {
      throw new MalformedException(
          "not base64: " + Quoting.shorten(String.valueOf(e.getMessage())));
    }
  }

  /** The characters of a JSON text, which are all ASCII if it is base64. */
  private static final class Unescaped extends InputStream {
    private static final int ILLEGAL = '?';

    private final Bytes json;
    private final int end;
    private int at;

    Unescaped(Bytes json, int start, int end) {
      this.json = json;
      this.at = start;
      this.end = end;
    }

    @Override
    public int read() {
      if (at >= end) {
        return -1;
      }
      byte b = json.at(at++);
      return b == '\\' ? escaped(json.at(at++)) : b < 0 ? ILLEGAL : b;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = 0;
      while (count < length && at < end) {
        into[offset + count] = (byte) read();
        count++;
      }
      return count == 0 && length > 0 ? -1 : count;
    }

    private int escaped(byte kind) {
      if (kind == '/') {
        return '/';
      }
      if (kind != 'u' || at + 4 > end) {
        return ILLEGAL;
      }
      int value = 0;
      for (int i = 0; i < 4; i++) {
        value = (value << 4) | Character.digit(json.at(at++), 16);
      }
      return value < 0 || value > '~' ? ILLEGAL : value;
    }
  }
}
