package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64TextTest {
  private static final Bytes CONTENT =
      Bytes.wrap(new byte[] {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 0});

  @Test
  void standardAlphabetIsPadded() throws MalformedException {
    assertThat(Base64Text.decode("+//+AA==")).isEqualTo(CONTENT);
    assertThat(Base64Text.decode("")).isEqualTo(Bytes.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+//+AA",
        "+//+AA=",
        "+//+AA===",
        "-__-AA==",
        "+//+AA==\n",
        " +//+AA==",
        "A",
        "===="
      })
  void standardAlphabetAloneIsRead(String text) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Base64Text.decode(text))
        .withMessageContaining("not base64: '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+//+AA==", "+//+AA", "-__-AA==", "-__-AA"})
  void lenientFormTakesBothAlphabetsAndAnyPadding(String text) throws MalformedException {
    assertThat(Base64Text.decodeLenient(text)).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+//+AA=", "A", "+//+\nAA", "*", "+//+AA==AA"})
  void lenientFormIsStillBase64(String text) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Base64Text.decodeLenient(text));
  }

  @Test
  void urlFormIsNotPadded() throws MalformedException {
    assertThat(Base64Text.decodeUrl("-__-AA")).isEqualTo(CONTENT);
    for (String bad : new String[] {"-__-AA==", "+//+AA", "A", "-__-AA\n"}) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> Base64Text.decodeUrl(bad));
    }
  }

  @Test
  void refusalQuotesLittleAndOnlyPrintableText() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Base64Text.decode("\u0007\r\n" + "x".repeat(1000)))
        .withMessage("not base64: '???" + "x".repeat(77) + "...'");
  }
}
