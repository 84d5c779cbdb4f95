package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  /** It throws if one of them does not verify. */
  @Test
  void theRecordedSignaturesVerify() {
    assertThatCode(() -> KeylessWarmUp.run(1)).doesNotThrowAnyException();
    assertThatCode(() -> WarmUp.start(true).await()).doesNotThrowAnyException();
  }
}
