package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "</v2/a/tags/list?last=b&n=2>; rel=\"next\" | /v2/a/tags/list?last=b&n=2",
        "<x>;rel=next | x",
        "<x> ; REL = \"prev Next\" | x",
        "<p>; rel=prev, <x>; title=\"a, <b>; c\"; rel=next | x",
        "<x>; a; rel=next; b=\"\\\"\" | x"
      })
  void nextIsFound(String header, String target) throws MalformedException {
    assertThat(LinkHeader.next(header)).contains(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<x>; rel=prev", "<x>", "<x>; rel=nextish", "<x>; rel=prev; rel=next"})
  void noNextIsNone(String header) throws MalformedException {
    assertThat(LinkHeader.next(header)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x; rel=next", "<x; rel=next", "<x> rel=next", "<x>; rel=\"next"})
  void brokenHeadersAreRefused(String header) {
    assertThatThrownBy(() -> LinkHeader.next(header)).isInstanceOf(MalformedException.class);
  }

  @Test
  void queryIsOfQueryCharactersOnly() {
    assertThat(Pages.isQuery("n=2&last=a%20b")).isTrue();
    assertThat(Pages.isQuery("")).isFalse();
    assertThat(Pages.isQuery("a b")).isFalse();
    assertThat(Pages.isQuery("a>b")).isFalse();
    assertThat(Pages.isQuery("a\r\n")).isFalse();
    assertThat(Pages.isQuery("a".repeat(2049))).isFalse();
  }
}
