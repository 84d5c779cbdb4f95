package dev.portcullis.oci;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
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
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
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
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * The value that {@code json} holds.
   *
   * @param limit the number of bytes that are still accepted
   * @throws MalformedException if it is too long, not UTF-8, not JSON, has a duplicate member, is
   *     nested too deep, or is followed by anything but white space
   */
  public static JsonNode parse(Bytes json, int limit) throws MalformedException {
    if (json.length() > limit) {
      throw new MalformedException(
          "JSON of " + json.length() + " bytes is over the limit of " + limit);
    }
    requireUtf8(json);
    try {
      JsonNode node = MAPPER.readTree(json.asInputStream());
      if (node == null || node.isMissingNode()) {
        throw new MalformedException("JSON is empty");
      }
      return node;
    } catch (JacksonException e) {
      String message = e.getOriginalMessage();
      throw new MalformedException(
          "not valid JSON: " + Quoting.shorten(message == null ? "unreadable" : message));
    }
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

  private static void requireUtf8(Bytes json) throws MalformedException {
    try {
      ByteBuffer bytes = json.asByteBuffer();
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
    } catch (CharacterCodingException e) {
      throw new MalformedException("JSON is not UTF-8");
    }
  }
}
