package dev.portcullis.verify.x509;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads RFC 4514 text, character by character; never any BER inside it (CVE-2023-25656). */
final class SubjectPatternReader {
  private static final String ESCAPABLE = " \"#+,;<=>\\";
  private static final String FORBIDDEN_BARE = "\"+;<>\0";

  private final String text;
  private int at;

  private SubjectPatternReader(String text) {
    this.text = text;
  }

  /** The values by object identifier. */
  static Map<String, String> read(String text) throws MalformedException {
    if (text.length() > Limits.DISTINGUISHED_NAME_LENGTH) {
      throw new MalformedException(
          "the distinguished name is longer than "
              + Limits.DISTINGUISHED_NAME_LENGTH
              + " characters");
    }
    SubjectPatternReader reader = new SubjectPatternReader(text);
    Map<String, String> attributes = new LinkedHashMap<>();
    do {
      AttributeType type = reader.type();
      if (attributes.put(type.oid(), reader.value(type)) != null) {
        throw new MalformedException(
            "the distinguished name has " + type.shortName() + " more than once");
      }
    } while (reader.another());
    return attributes;
  }

  private boolean another() {
    return at++ < text.length();
  }

  private AttributeType type() throws MalformedException {
    int equals = text.indexOf('=', at);
    if (equals < 0) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text.substring(Math.min(at, text.length())))
              + "' is not of the form TYPE=value");
    }
    String name = text.substring(at, equals).strip();
    at = equals + 1;
    return AttributeType.named(name)
        .orElseThrow(
            () ->
                new MalformedException(
                    "attribute '"
                        + Quoting.shorten(name)
                        + "' is not one of C, ST, L, O, OU, CN, SERIALNUMBER, STREET, POSTALCODE,"
                        + " DC, UID"));
  }

  /** The value, up to the comma that ends it or the end of the text. */
  private String value(AttributeType type) throws MalformedException {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '#') {
      throw new MalformedException(
          "hexadecimal values are not accepted: the value of " + type.shortName());
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    int significant = 0;
    while (at < text.length() && text.charAt(at) != ',') {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
        value.write(escape(type));
        significant = value.size();
      } else if (FORBIDDEN_BARE.indexOf(c) >= 0) {
        throw new MalformedException(
            c == '+'
                ? "a multi-valued part ('+') is not accepted: after " + type.shortName()
                : "character '"
                    + Quoting.shorten(String.valueOf(c))
                    + "' must be escaped in the value of "
                    + type.shortName());
      } else {
        String character = Character.toString(text.codePointAt(at));
        if (character.length() == 1 && Character.isSurrogate(c)) {
          throw new MalformedException("half a character in the value of " + type.shortName());
        }
        at += character.length();
        value.writeBytes(character.getBytes(StandardCharsets.UTF_8));
        if (c != ' ') {
          significant = value.size();
        }
      }
    }
    if (significant == 0) {
      throw new MalformedException("the value of " + type.shortName() + " is empty");
    }
    return utf8(value.toByteArray(), significant, type);
  }

  private int escape(AttributeType type) throws MalformedException {
    if (at < text.length() && ESCAPABLE.indexOf(text.charAt(at)) >= 0) {
      return text.charAt(at++);
    }
    if (at + 1 < text.length()
        && HexFormat.isHexDigit(text.charAt(at))
        && HexFormat.isHexDigit(text.charAt(at + 1))) {
      at += 2;
      return HexFormat.fromHexDigits(text, at - 2, at);
    }
    throw new MalformedException("an escape is wrong in the value of " + type.shortName());
  }

  private static String utf8(byte[] value, int length, AttributeType type)
      throws MalformedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("the value of " + type.shortName() + " is not UTF-8");
    }
  }
}
