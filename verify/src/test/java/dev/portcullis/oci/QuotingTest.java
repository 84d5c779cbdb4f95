package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotingTest {
  @Test
  void onlyPrintableAsciiIsKept() {
    assertThat(Quoting.shorten("a\r\nSet-Cookie: x\u001b[31m\u00e9\u202e\u007f"))
        .isEqualTo("a??Set-Cookie: x?[31m???");
  }

  @Test
  void longTextIsCut() {
    assertThat(Quoting.shorten("x".repeat(80))).isEqualTo("x".repeat(80));
    assertThat(Quoting.shorten("x".repeat(81))).isEqualTo("x".repeat(80) + "...");
  }
}
