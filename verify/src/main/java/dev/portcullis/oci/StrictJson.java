package dev.portcullis.oci;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON as RFC 8259 has it and no more: UTF-8 only, no duplicate member, nothing after the
 * value, bounded in depth and size. Member names keep their case; look-ups are exact.
 */
public final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Limits.JSON_DEPTH)
                  .maxStringLength(Limits.JSON_STRING)
                  .maxNameLength(4096)
                  .maxNumberLength(64)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();
  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private StrictJson() {}

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
    return MAPPER.createParser(json.asInputStream());
  }

  /** The refusal that stands for a failure of the JSON reader. */
  public static MalformedException malformed(JacksonException failure) {
    String message = failure.getOriginalMessage();
    return new MalformedException(
        "not valid JSON: " + Quoting.shorten(message == null ? "unreadable" : message));
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

  private static void requireUtf8(Bytes json) throws MalformedException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(json.asByteBuffer());
    } catch (CharacterCodingException e) {
      throw new MalformedException("JSON is not UTF-8");
    }
  }
}
