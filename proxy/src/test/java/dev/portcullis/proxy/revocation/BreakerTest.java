package dev.portcullis.proxy.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final String HOST = "ocsp.acme.io:80";

  private final Breaker breaker = new Breaker();

  private void fail(int times, long at) {
    for (int i = 0; i < times; i++) {
      breaker.failed(HOST, at);
    }
  }

  @Test
  void opensAtTheThirdFailureInARow() {
    fail(2, 0);
    assertThat(breaker.permits(HOST, 1)).isTrue();
    fail(1, 0);
    assertThat(breaker.permits(HOST, 29_999)).isFalse();
    assertThat(breaker.open(1)).isEqualTo(1);
    assertThat(breaker.permits("crl.acme.io:80", 1)).isTrue();
  }

  @Test
  void letsOneRequestTryAfterAWhile() {
    fail(3, 0);
    assertThat(breaker.permits(HOST, 30_000)).isTrue();
    assertThat(breaker.permits(HOST, 30_000)).isFalse();
    breaker.succeeded(HOST);
    assertThat(breaker.permits(HOST, 30_000)).isTrue();
    assertThat(breaker.open(30_000)).isZero();
  }

  @Test
  void waitsLongerEachTimeUpToFiveMinutes() {
    fail(4, 0);
    assertThat(breaker.permits(HOST, 59_999)).isFalse();
    fail(20, 0);
    assertThat(breaker.permits(HOST, 299_999)).isFalse();
    assertThat(breaker.permits(HOST, 300_000)).isTrue();
  }

  @Test
  void successInBetweenStartsTheCountAnew() {
    fail(2, 0);
    breaker.succeeded(HOST);
    fail(2, 0);
    assertThat(breaker.permits(HOST, 1)).isTrue();
  }
}
