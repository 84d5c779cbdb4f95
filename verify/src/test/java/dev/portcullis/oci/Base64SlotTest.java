package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64SlotTest {
  private static final int LIMIT = 16 * 1024 * 1024;
  private static final String PADDING = " ".repeat(Base64Slot.LARGE);

  /** By the short way and by the long way, which must agree. */
  private static List<Bytes> decoded(String text) throws MalformedException {
    String json = "{\"sig\":\"c2ln\",\"payload\" : " + text + ",\"end\":1}";
    return List.of(payload(Bytes.utf8(json)), payload(Bytes.utf8(PADDING + json + PADDING)));
  }

  private static Bytes payload(Bytes json) throws MalformedException {
    AtomicReference<Bytes> found = new AtomicReference<>(Bytes.utf8("none"));
    JsonStream.read(json, LIMIT, List.of(), Map.of("payload", in -> found.set(in.base64())));
    return found.get();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"+/8=\"",
        "\"-_8=\"",
        "\"-_8\"",
        "\"+\\/8\\u003d\"",
        "\"eyJhIjoxfQ==\"",
      })
  void bothWaysDecodeTheSame(String text) throws MalformedException {
    List<Bytes> both = decoded(text);
    assertThat(both.get(1)).isEqualTo(both.get(0)).hasSameHashCodeAs(both.get(0));
    assertThat(both.get(0).toByteArray()).isEqualTo(both.get(1).toByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\"",
        "\"ab c\"",
        "\"ab\\nc\"",
        "\"ab=c\"",
        "\"\u00e4\u00e4\"",
        "\"\\u00e4\\u00e4\"",
        "\"ab\\u00zz\"",
        "7",
        "[\"YQ==\"]",
        "\"abc\\\\\""
      })
  void whatIsNotBase64IsRefusedBothWays(String text) {
    for (String around : List.of("", PADDING)) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(
              () -> payload(Bytes.utf8(around + "{\"payload\":" + text + ",\"end\":1}" + around)));
    }
  }

  @Test
  void textWithoutEndIsRefused() {
    for (String json : List.of("{\"payload\":\"YWJj", "{\"payload\":\"YWJj\\")) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> payload(Bytes.utf8(PADDING + json)));
    }
  }

  @Test
  void roomBeforeTheBytesIsGivenToOneHeadOnly() throws MalformedException {
    byte[] content = new byte[2 * Base64Slot.LARGE];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31);
    }
    Bytes bytes =
        payload(
            Bytes.utf8("{\"payload\":\"" + Base64.getEncoder().encodeToString(content) + "\"}"));
    assertThat(bytes.toByteArray()).isEqualTo(content);
    Bytes first = bytes.precededBy(Bytes.utf8("DSSEv1 "));
    Bytes second = bytes.precededBy(Bytes.utf8("another"));
    assertThat(first.slice(0, 7)).isEqualTo(Bytes.utf8("DSSEv1 "));
    assertThat(second.slice(0, 7)).isEqualTo(Bytes.utf8("another"));
    assertThat(first.length()).isEqualTo(7 + content.length);
    assertThat(first.slice(7, first.length())).isEqualTo(bytes);
    assertThat(second.slice(7, second.length())).isEqualTo(Bytes.copyOf(content));
    assertThat(Digest.sha256(bytes)).isEqualTo(Digest.sha256(Bytes.copyOf(content)));
    assertThat(bytes.asByteBuffer().remaining()).isEqualTo(content.length);
  }
}
