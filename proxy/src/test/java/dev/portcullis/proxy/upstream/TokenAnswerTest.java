package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswerTest {
  private static TokenAnswer parse(String json) throws MalformedException {
    return TokenAnswer.parse(Bytes.utf8(json));
  }

  @Test
  void tokenAndAccessTokenAreTaken() throws MalformedException {
    assertThat(parse("{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"x\"}"))
        .isEqualTo(new TokenAnswer("t", Duration.ofMinutes(5)));
    assertThat(parse("{\"access_token\":\"a\"}").token()).isEqualTo("a");
    assertThat(parse("{\"access_token\":\"a\",\"token\":\"t\"}").token()).isEqualTo("t");
  }

  @Test
  void lifetimeIsAMinuteUnlessStatedAndADayAtMost() throws MalformedException {
    assertThat(parse("{\"token\":\"t\"}").lifetime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(parse("{\"token\":\"t\",\"expires_in\":9999999999}").lifetime())
        .isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":\"a b\"}",
        "{\"token\":\"a\\r\\nX: y\"}",
        "{\"token\":\"ü\"}",
        "{\"token\":\"t\",\"token\":\"u\"}",
        "{\"token\":\"t\",\"expires_in\":0}",
        "{\"token\":\"t\",\"expires_in\":-1}",
        "{\"token\":\"t\",\"expires_in\":1.5}",
        "{\"token\":\"t\",\"expires_in\":\"60\"}",
        "{\"token\":\"t\",\"expires_in\":99999999999999999999}"
      })
  void otherAnswersAreRefused(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void tokenIsUsedForLessThanItIsGoodFor() throws MalformedException {
    assertThat(Token.of(parse("{\"token\":\"t\"}")))
        .isEqualTo(new Token("Bearer t", Duration.ofSeconds(48)));
    assertThat(Token.of(parse("{\"token\":\"t\",\"expires_in\":3600}")).usable())
        .isEqualTo(Duration.ofSeconds(3570));
    assertThat(Token.of(parse("{\"token\":\"secret\"}")).toString()).doesNotContain("secret");
  }
}
