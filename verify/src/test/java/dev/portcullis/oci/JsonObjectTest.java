package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
  private static JsonObject read(String json) {
    try {
      return JsonObject.parse(Bytes.utf8(json), 4096);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void assertRefused(ThrowingCallable reading, String message) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(reading).withMessage(message);
  }

  @Test
  void textMustBeAString() throws MalformedException {
    JsonObject object = read("{\"a\":\"x\",\"empty\":\"\",\"n\":1,\"nil\":null}");
    assertThat(object.text("a")).isEqualTo("x");
    assertThat(object.text("empty")).isEmpty();
    assertRefused(() -> object.text("n"), "'n' is not a string");
    assertRefused(() -> object.text("nil"), "'nil' is not a string");
    assertRefused(() -> object.text("b"), "'b' is missing");
  }

  @Test
  void optionalTextIsEmptyForAbsentNullAndEmpty() throws MalformedException {
    JsonObject object = read("{\"a\":\"x\",\"empty\":\"\",\"n\":1,\"nil\":null}");
    assertThat(object.optionalText("a")).contains("x");
    assertThat(object.optionalText("empty")).isEmpty();
    assertThat(object.optionalText("nil")).isEmpty();
    assertThat(object.optionalText("b")).isEmpty();
    assertRefused(() -> object.optionalText("n"), "'n' is not a string");
  }

  @Test
  void placesAreNamedFromTheTop() throws MalformedException {
    JsonObject object = read("{\"a\":{\"b\":[{\"c\":{}},{\"c\":1}]}}");
    JsonObject second = object.object("a").objects("b", 2).get(1);
    assertRefused(() -> second.object("c"), "'a.b[1].c' is not an object");
    assertRefused(() -> second.text("d"), "'a.b[1].d' is missing");
    assertRefused(() -> object.object("a").object("x"), "'a.x' is missing");
    assertRefused(() -> object.array("a", 9), "'a' is not an array");
    assertRefused(() -> object.array("b", 9), "'b' is missing");
  }

  @Test
  void arraysAreBounded() {
    JsonObject object = read("{\"a\":[1,2,3]}");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> object.array("a", 2))
        .withMessage("'a' has 3 entries, more than the limit of 2")
        .matches(MalformedException::isOverLimit);
    assertRefused(() -> object.objects("a", 3), "'a[0]' is not an object");
  }

  @Test
  void membersAreDemandedExactly() throws MalformedException {
    JsonObject object = read("{\"a\":1,\"b\":2}");
    assertThat(object.requireExactly("a", "b")).isSameAs(object);
    assertRefused(() -> object.requireExactly("a"), "unknown member 'b'");
    assertRefused(() -> object.requireExactly("a", "b", "c"), "'c' is missing");
    assertThat(object.requireOnly("a", "b", "c")).isSameAs(object);
    assertRefused(() -> object.requireOnly("b"), "unknown member 'a'");
  }

  @Test
  void namesThatDifferByCaseOnlyAreRefused() throws MalformedException {
    JsonObject object = read("{\"Digest\":1,\"other\":2}");
    assertRefused(
        () -> object.rejectCaseVariantsOf("digest"),
        "member 'Digest' differs from 'digest' by case only");
    assertThat(object.rejectCaseVariantsOf("Digest", "x")).isSameAs(object);
    assertRefused(
        () -> read("{\"dige\u017ft\":1}").rejectCaseVariantsOf("digest"),
        "member 'dige?t' differs from 'digest' by case only");
    assertRefused(
        () -> read("{\"\u212aeyid\":1}").rejectCaseVariantsOf("keyid"),
        "member '?eyid' differs from 'keyid' by case only");
  }

  @Test
  void textsAreAllStrings() throws MalformedException {
    assertThat(read("{\"a\":\"x\",\"b\":\"\"}").texts()).isEqualTo(Map.of("a", "x", "b", ""));
    assertRefused(() -> read("{\"a\":\"x\",\"b\":null}").texts(), "'b' is not a string");
  }
}
