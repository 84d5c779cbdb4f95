package dev.portcullis.oci;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON as RFC 8259 has it and no more: UTF-8 only, no duplicate member, nothing after the
 * value, bounded in depth and size. Member names keep their case; look-ups are exact.
 */
public final class StrictJson {
  private static final int PIECE = 8192;
  private static final int SHORT_STRING = 256 * 1024;
  private static final int MEMBERS = 1000;

  private static final JsonFactory FACTORY = factory(Limits.JSON_STRING);
  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final JsonFactory SHORT = factory(SHORT_STRING);

  private StrictJson() {}

  private static JsonFactory factory(int longestString) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Limits.JSON_DEPTH)
                .maxStringLength(longestString)
                .maxNameLength(4096)
                .maxNumberLength(64)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  /**
   * The value that {@code json} holds.
   *
   * @param limit the number of bytes that are still accepted
   * @throws MalformedException if it is too long, not UTF-8, not JSON, has a duplicate member, is
   *     nested too deep, or is followed by anything but white space
   */
  public static JsonNode parse(Bytes json, int limit) throws MalformedException {
    requireText(json, limit);
    try {
      JsonNode node = MAPPER.readTree(json.asInputStream());
      if (node == null || node.isMissingNode()) {
        throw new MalformedException("JSON is empty");
      }
      return node;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /**
   * A reader of the tokens of {@code json}, for values that are too large or too frequent for a
   * tree. It throws {@link JacksonException} where {@link #parse} would refuse, except that the
   * caller must look for trailing tokens.
   *
   * @param limit the number of bytes that are still accepted
   * @throws MalformedException if it is too long or not UTF-8
   */
  public static JsonParser tokens(Bytes json, int limit) throws MalformedException {
    requireText(json, limit);
    return FACTORY.createParser(ObjectReadContext.empty(), json.asInputStream());
  }

  /**
   * As {@link #tokens}, for messages with at most one long text, which {@link Base64Slot} decodes:
   * in a document of more than 1 MiB the others may have no more than 256 KiB.
   */
  public static JsonParser shortTokens(Bytes json, int limit) throws MalformedException {
    requireText(json, limit);
    JsonFactory factory = json.length() < Base64Slot.LARGE ? FACTORY : SHORT;
    return factory.createParser(ObjectReadContext.empty(), json.asInputStream());
  }

  /**
   * As {@link #parseObject}, of large documents of which a part matters: the member {@code
   * passedOver} is only checked to be JSON, and stands in the result as an empty value of its kind;
   * of the others, those not in {@code kept} stand as {@code null}.
   *
   * @throws MalformedException also if the value is not an object, or has too many members
   */
  public static JsonNode parseObjectWithout(
      String passedOver, Set<String> kept, Bytes json, int limit) throws MalformedException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    JsonStream.read(
        json,
        limit,
        in -> {
          if (!in.isObject()) {
            throw new MalformedException("JSON is not an object");
          }
          in.members(
              name -> {
                if (object.size() >= MEMBERS) {
                  throw MalformedException.overLimit("JSON has more than " + MEMBERS + " members");
                }
                if (name.equals(passedOver)) {
                  object.set(name, in.empty());
                  in.skip();
                } else if (kept.contains(name)) {
                  object.set(name, in.tree(Limits.JSON_PARTS));
                } else {
                  object.putNull(name);
                  in.skip();
                }
              });
        });
    return object;
  }

  /** The refusal that stands for a failure of the JSON reader. */
  public static MalformedException malformed(JacksonException failure) {
    String message = failure.getOriginalMessage();
    String shown = Quoting.shorten(message == null ? "unreadable" : message);
    return failure instanceof StreamConstraintsException
        ? MalformedException.overLimit("JSON is over a limit: " + shown)
        : new MalformedException("not valid JSON: " + shown);
  }

  /**
   * As {@link #parse}, for a value that must be an object.
   *
   * @throws MalformedException also if the value is not an object
   */
  public static JsonNode parseObject(Bytes json, int limit) throws MalformedException {
    JsonNode node = parse(json, limit);
    if (!node.isObject()) {
      throw new MalformedException("JSON is not an object");
    }
    return node;
  }

  private static void requireText(Bytes json, int limit) throws MalformedException {
    if (json.length() > limit) {
      throw MalformedException.overLimit(
          "JSON of " + json.length() + " bytes is over the limit of " + limit);
    }
    if (json.length() >= 3 && json.at(0) == (byte) 0xef && json.at(1) == (byte) 0xbb) {
      throw new MalformedException("JSON begins with a byte order mark");
    }
    boolean ascii = true;
    for (int i = 0; i < json.length(); i++) {
      byte b = json.at(i);
      if (b == 0) {
        throw new MalformedException("JSON is not UTF-8: byte " + i + " is zero");
      }
      ascii &= b > 0;
    }
    if (!ascii) {
      requireUtf8(json);
    }
  }

  /** In pieces: a large document is not to be held once more as characters. */
  private static void requireUtf8(Bytes json) throws MalformedException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = json.asByteBuffer();
    CharBuffer piece = CharBuffer.allocate(PIECE);
    CoderResult result;
    do {
      piece.clear();
      result = decoder.decode(bytes, piece, true);
    } while (result.isOverflow());
    if (result.isError()) {
      throw new MalformedException("JSON is not UTF-8");
    }
  }
}
