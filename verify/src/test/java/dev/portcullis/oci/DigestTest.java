package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String EMPTY_SHA512 =
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
          + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

  @Test
  void digestsOfContentAreWhatOthersCompute() {
    assertThat(Digest.sha256(Bytes.empty())).hasToString("sha256:" + EMPTY_SHA256);
    assertThat(Digest.of(Digest.Algorithm.SHA512, Bytes.empty()))
        .hasToString("sha512:" + EMPTY_SHA512);
  }

  @Test
  void equalInEveryDigitOrNotAtAll() throws MalformedException {
    for (String text : new String[] {"sha256:" + EMPTY_SHA256, "sha512:" + EMPTY_SHA512}) {
      Digest digest = Digest.parse(text);
      Digest again = new Digest(digest.algorithm(), text.substring(7));
      assertThat(again).isEqualTo(digest).hasSameHashCodeAs(digest);
      for (int i = 7; i < text.length(); i++) {
        char other = text.charAt(i) == '0' ? '1' : '0';
        Digest changed = Digest.parse(text.substring(0, i) + other + text.substring(i + 1));
        assertThat(changed).isNotEqualTo(digest);
        assertThat(changed.hex().charAt(i - 7)).isEqualTo(other);
      }
    }
    assertThat(new Digest(Digest.Algorithm.SHA512, EMPTY_SHA256 + EMPTY_SHA256))
        .isNotEqualTo(new Digest(Digest.Algorithm.SHA256, EMPTY_SHA256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256:" + EMPTY_SHA256, "sha512:" + EMPTY_SHA512})
  void bothAlgorithmsAreReadAndMatchTheirContent(String text) throws MalformedException {
    Digest digest = Digest.parse(text);
    assertThat(digest).hasToString(text);
    assertThat(digest.matches(Bytes.empty())).isTrue();
    assertThat(digest.matches(Bytes.utf8(" "))).isFalse();
    assertThat(digest.bytes().toHex()).isEqualTo(digest.hex());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "sha256",
        "sha256:",
        EMPTY_SHA256,
        "sha256:E3B0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "SHA256:" + EMPTY_SHA256,
        "sha256 :" + EMPTY_SHA256,
        "sha256-" + EMPTY_SHA256,
        "sha256:" + EMPTY_SHA256 + "0",
        " sha256:" + EMPTY_SHA256,
        "sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:\uff10\uff13b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
        "sha512:" + EMPTY_SHA256,
        "sha384:" + EMPTY_SHA256,
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:" + EMPTY_SHA512
      })
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Digest.parse(text))
        .withMessageContaining("is not a digest: sha256:<64 hex> or sha512:<128 hex>");
  }

  @Test
  void noOtherHashIsRepresentable() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Digest(Digest.Algorithm.SHA512, EMPTY_SHA256));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Digest(Digest.Algorithm.SHA256, EMPTY_SHA256.replace('e', 'E')));
  }

  @Test
  void fallbackTagIsCutToAValidTag() throws MalformedException {
    assertThat(Digest.parse("sha256:" + EMPTY_SHA256).fallbackTag())
        .isEqualTo("sha256-" + EMPTY_SHA256);
    String long512 = Digest.parse("sha512:" + EMPTY_SHA512).fallbackTag();
    assertThat(long512).isEqualTo("sha512-" + EMPTY_SHA512.substring(0, 64));
    assertThat(NameGrammar.isTag(long512)).isTrue();
  }

  @Test
  void shortFormKeepsTheAlgorithm() throws MalformedException {
    assertThat(Digest.parse("sha256:" + EMPTY_SHA256).shortened()).isEqualTo("sha256:e3b0c44298fc");
  }
}
