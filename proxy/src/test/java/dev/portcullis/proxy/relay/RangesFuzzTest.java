package dev.portcullis.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Ranges are read or taken for absent; what was read says the same again. */
class RangesFuzzTest {
  @FuzzTest
  void parse(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    ByteRange.parse(text)
        .ifPresent(range -> assertThat(ByteRange.parse(range.header())).contains(range));
    ContentRange.parse(text)
        .ifPresent(
            range -> {
              assertThat(ContentRange.parse(range.header())).contains(range);
              assertThat(range.length()).isPositive().isLessThanOrEqualTo(range.total());
            });
  }
}
