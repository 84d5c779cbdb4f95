package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StrictJsonTest {
  private static final Set<String> KEPT = Set.of("a", "c", "p");
  private static final int LIMIT = 4096;

  private static void assertRefused(Bytes json, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.parse(json, LIMIT))
        .withMessageContaining(message)
        .matches(e -> !e.isOverLimit());
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.parseObjectWithout("skipped", KEPT, json, LIMIT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "[{\"a\":1,\"a\":1}]",
        "{\"a\":1,\"\\u0061\":2}"
      })
  void duplicateMembersAreRefusedAtEveryDepth(String json) {
    assertRefused(Bytes.utf8(json), "Duplicate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{} {}",
        "{},",
        "{}x",
        "{}}",
        "1 2",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,}",
        "[1,]",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":0x1}",
        "{\"a\"}",
        "{/**/}",
        "# x\n{}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":tru}",
        "\u00a0{}",
        "{\"a\"",
        "{\"a\":\"b",
        "nul"
      })
  void whatRfc8259DoesNotHaveIsRefused(String json) {
    assertRefused(Bytes.utf8(json), "JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void emptyDocumentIsRefused(String json) {
    assertRefused(Bytes.utf8(json), "JSON is empty");
  }

  @Test
  void onlyUtf8IsRead() {
    String json = "{\"a\":\"\u00e9\"}";
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_16BE,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16,
          StandardCharsets.ISO_8859_1,
          Charset.forName("UTF-32BE"),
          Charset.forName("UTF-32LE")
        }) {
      assertRefused(Bytes.wrap(json.getBytes(charset)), "not UTF-8");
    }
    assertRefused(Bytes.utf8("\uFEFF{}"), "JSON begins with a byte order mark");
    assertRefused(Bytes.wrap(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}), "JSON is not UTF-8");
    assertRefused(
        Bytes.wrap(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}),
        "JSON is not UTF-8");
  }

  @Test
  void sizeIsBoundedBeforeAnythingIsRead() throws MalformedException {
    assertThat(StrictJson.parse(Bytes.utf8(" ".repeat(LIMIT - 1) + "1"), LIMIT).asInt())
        .isEqualTo(1);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.parse(Bytes.utf8(" ".repeat(LIMIT) + "x"), LIMIT))
        .withMessage("JSON of 4097 bytes is over the limit of 4096")
        .matches(MalformedException::isOverLimit);
  }

  @Test
  void depthAndNumbersAreBounded() throws MalformedException {
    String deep = "[".repeat(Limits.JSON_DEPTH) + "]".repeat(Limits.JSON_DEPTH);
    assertThat(StrictJson.parse(Bytes.utf8(deep), LIMIT).isArray()).isTrue();
    for (String json : new String[] {"[" + deep + "]", "1".repeat(65), "1e" + "1".repeat(65)}) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> StrictJson.parse(Bytes.utf8(json), LIMIT))
          .withMessageStartingWith("JSON is over a limit")
          .matches(MalformedException::isOverLimit);
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(
              () ->
                  StrictJson.parseObjectWithout(
                      "skipped", KEPT, Bytes.utf8("{\"skipped\":" + json + "}"), LIMIT))
          .matches(MalformedException::isOverLimit);
    }
  }

  @Test
  void numberWithAHugeExponentCostsNothing() throws MalformedException {
    JsonNode number = StrictJson.parse(Bytes.utf8("1e999999999"), LIMIT);
    assertThat(number.isNumber()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"[]", "null", "1", "'\"a\"'"})
  void objectIsDemandedWhereOneIsNeeded(String json) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.parseObject(Bytes.utf8(json), LIMIT))
        .withMessage("JSON is not an object");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.parseObjectWithout("a", KEPT, Bytes.utf8(json), LIMIT))
        .withMessage("JSON is not an object");
  }

  @Test
  void memberThatIsPassedOverKeepsItsKindOnly() throws MalformedException {
    Bytes json = Bytes.utf8("{\"a\":[1,{\"b\":2}],\"p\":{\"x\":[1]},\"c\":\"d\"}");
    assertThat(StrictJson.parseObjectWithout("p", KEPT, json, LIMIT))
        .hasToString("{\"a\":[1,{\"b\":2}],\"p\":{},\"c\":\"d\"}");
    assertThat(StrictJson.parseObjectWithout("a", KEPT, json, LIMIT))
        .hasToString("{\"a\":[],\"p\":{\"x\":[1]},\"c\":\"d\"}");
    assertThat(StrictJson.parseObjectWithout("c", KEPT, json, LIMIT).path("c").stringValue())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"p\":{\"a\":1,\"a\":2}}",
        "{\"p\":{\"a\":[}}",
        "{\"p\":{\"a\":\"\\q\"}}",
        "{\"p\":{\"a\":{\"b\":nul}}}",
        "{\"p\":{},\"p\":{}}",
        "{\"p\":{}",
        "{\"p\":[}"
      })
  void memberThatIsPassedOverMustStillBeStrictJson(String json) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> StrictJson.parseObjectWithout("p", KEPT, Bytes.utf8(json), LIMIT))
        .withMessageContaining("not valid JSON");
  }
}
