package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.MalformedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeParserTest {
  @Test
  void bearerChallengeOfARegistryIsRead() throws MalformedException {
    String header =
        "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
            + "scope=\"repository:library/alpine:pull,push\"";
    assertThat(ChallengeParser.parse(header))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm", "https://auth.docker.io/token",
                    "service", "registry.docker.io",
                    "scope", "repository:library/alpine:pull,push")));
  }

  @Test
  void severalChallengesInOneHeaderAreToldApart() throws MalformedException {
    assertThat(ChallengeParser.parse("Basic realm=\"a b\" , Negotiate, Bearer realm=x, q=\"\\\"\""))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "a b")),
            new Challenge("negotiate", Map.of()),
            new Challenge("bearer", Map.of("realm", "x", "q", "\"")));
  }

  @Test
  void token68IsPassedOver() throws MalformedException {
    assertThat(ChallengeParser.parse("Negotiate abc/d+e==, Basic realm=\"r\""))
        .extracting(Challenge::scheme)
        .containsExactly("negotiate", "basic");
  }

  @Test
  void spacesAroundEqualsAndOddCaseAreAllowed() throws MalformedException {
    assertThat(ChallengeParser.parse(" ,BEARER  Realm = \"r\" ,, Service=s "))
        .containsExactly(new Challenge("bearer", Map.of("realm", "r", "service", "s")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer realm=\"open",
        "Bearer realm=\"a\" service=\"b\"",
        "Bearer realm=\"a\", realm=\"b\"",
        "Bearer realm=\"a\", REALM=\"b\"",
        "\"Bearer\"",
        "Bearer =x",
        "Bearer realm==\"x\""
      })
  void brokenHeadersAreRefused(String header) {
    assertThatThrownBy(() -> ChallengeParser.parse(header)).isInstanceOf(MalformedException.class);
  }

  @Test
  void overlongHeaderIsRefused() {
    assertThatThrownBy(() -> ChallengeParser.parse("Basic realm=\"" + "x".repeat(9000) + "\""))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("8 KiB");
  }

  @Test
  void bearerIsPreferredToBasic() throws MalformedException {
    List<String> headers = List.of("Basic realm=\"a\"", "Digest x=y", "Bearer realm=\"b\"");
    assertThat(Challenge.choose(headers).orElseThrow().scheme()).isEqualTo("bearer");
    assertThat(Challenge.choose(headers.subList(0, 2)).orElseThrow().scheme()).isEqualTo("basic");
    assertThat(Challenge.choose(headers.subList(1, 2))).isEmpty();
    assertThat(Challenge.choose(List.of())).isEmpty();
  }
}
