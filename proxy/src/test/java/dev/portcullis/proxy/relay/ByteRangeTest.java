package dev.portcullis.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=5-9, 5, 9",
    "bytes=5-, 5, -1",
    "bytes=-7, -1, 7",
    "bytes=0-999999999999, 0, 999999999999",
  })
  void oneRangeIsRead(String header, long first, long last) {
    assertThat(ByteRange.parse(header)).contains(new ByteRange(first, last));
    assertThat(new ByteRange(first, last).header()).isEqualTo(header);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=-0",
        "bytes=5-4",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "bytes=0-1, 3-4",
        "bytes= 0-1",
        "bytes=+1-2",
        "bytes=0--1",
        "bytes=0x1-2",
        "bytes=\u0661-\u0662",
        "bytes=9999999999999999999-",
        "items=0-1",
        "BYTES=0-1",
      })
  void anythingElseIsAsIfAbsent(String header) {
    assertThat(ByteRange.parse(header)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, bytes 0-9/100, true",
    "bytes=0-9, bytes 0-9/10, true",
    "bytes=0-99, bytes 0-9/10, true",
    "bytes=5-, bytes 5-9/10, true",
    "bytes=-3, bytes 7-9/10, true",
    "bytes=-30, bytes 0-9/10, true",
    "bytes=0-9, bytes 0-8/100, false",
    "bytes=0-9, bytes 1-9/100, false",
    "bytes=5-, bytes 5-8/10, false",
    "bytes=-3, bytes 6-9/10, false",
    "bytes=-3, bytes 7-8/10, false",
  })
  void onlyTheRangeThatWasAskedForAnswersIt(String asked, String sent, boolean answers) {
    ByteRange range = ByteRange.parse(asked).orElseThrow();
    ContentRange content = ContentRange.parse(sent).orElseThrow();
    assertThat(content.header()).isEqualTo(sent);
    assertThat(range.isAnsweredBy(content)).isEqualTo(answers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes 0-9",
        "bytes 0-9/*",
        "bytes */10",
        "bytes 9-0/10",
        "bytes 0-10/10",
        "bytes 0/5-10",
        "bytes -9/10",
        "bytes 0-9/10, 5",
        "bytes 0-9/99999999999999999999",
        "items 0-9/10",
      })
  void aContentRangeMustStateAllOfItself(String header) {
    assertThat(ContentRange.parse(header)).isEmpty();
  }
}
