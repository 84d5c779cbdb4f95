package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameGrammarTest {
  /** Distribution-spec, "Pulling manifests". */
  private static final Pattern PATH =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  @ParameterizedTest
  @ValueSource(strings = {"a", "library/nginx", "a.b/c_d/e__f/g-h/i---j", "0/1", "a1"})
  void pathsOfTheSpecificationAreAccepted(String path) {
    assertThat(NameGrammar.isRepositoryPath(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        "A",
        "a/B",
        "a..b",
        "a.",
        ".a",
        "_a",
        "a_",
        "a___b",
        "-a",
        "a-",
        "a-.b",
        "a._b",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        "a:b",
        "a@b",
        "a b",
        "a%2fb",
        "a\\b",
        "a\u0000",
        "\u00e4",
        "\uff41",
        "a/_catalog"
      })
  void otherPathsAreRefused(String path) {
    assertThat(NameGrammar.isRepositoryPath(path)).isFalse();
  }

  @Test
  void pathsAgreeWithTheSpecificationForEveryShortText() {
    char[] letters = {'a', '.', '_', '-', '/', 'A'};
    for (int code = 0; code < Math.pow(letters.length, 6); code++) {
      StringBuilder text = new StringBuilder();
      for (int rest = code; rest > 0; rest /= letters.length) {
        text.append(letters[rest % letters.length]);
      }
      assertThat(NameGrammar.isRepositoryPath(text.toString()))
          .as(text.toString())
          .isEqualTo(PATH.matcher(text).matches());
      assertThat(NameGrammar.isTag(text.toString()))
          .as(text.toString())
          .isEqualTo(TAG.matcher(text).matches());
    }
  }

  @Test
  void lengthIsBounded() {
    assertThat(NameGrammar.isRepositoryPath("a".repeat(Limits.NAME_LENGTH))).isTrue();
    assertThat(NameGrammar.isRepositoryPath("a".repeat(Limits.NAME_LENGTH + 1))).isFalse();
    assertThat(NameGrammar.isTag("a".repeat(128))).isTrue();
    assertThat(NameGrammar.isTag("a".repeat(129))).isFalse();
    assertThat(NameGrammar.isRegistry("a".repeat(Limits.NAME_LENGTH + 1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "V1.0-rc_2", "_", "0", "sha256-0a.sig"})
  void tagsOfTheSpecificationAreAccepted(String tag) {
    assertThat(NameGrammar.isTag(tag)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".a", "-a", "a/b", "a:b", "a b", "a\n", "\u00e4", "a+b"})
  void otherTagsAreRefused(String tag) {
    assertThat(NameGrammar.isTag(tag)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker.io",
        "localhost",
        "localhost:5000",
        "a-b.c:1",
        "127.0.0.1:65535",
        "[::1]",
        "[2001:db8::1]:5000",
        "xn--bcher-kva.example"
      })
  void registriesAreHostsWithAnOptionalPort(String registry) {
    assertThat(NameGrammar.isRegistry(registry)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ":5000", "a:", "a:0", "a:65536", "a:123456", "a:-1", "a:+1", "a:1:2", "A", "a..b", ".a",
        "a.", "-a", "a-", "a.-b", "a-.b", "a/b", "user@host", "a b", "[]", "[::1", "::1", "[::g]",
        "[::1]5000", "[::1]:", "b\u00fccher.de", "a_b", "a\u0000", "a?b", "a#b", "a:5000\r"
      })
  void otherRegistriesAreRefused(String registry) {
    assertThat(NameGrammar.isRegistry(registry)).isFalse();
  }
}
