package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePatternTest {
  @ParameterizedTest
  @CsvSource({
    "registry.acme.io/prod/app, registry.acme.io/prod/app, true",
    "registry.acme.io/prod/app, registry.acme.io/prod/apple, false",
    "registry.acme.io/prod/app, registry.acme.io/prod/ap, false",
    "registry.acme.io/prod/app, other.acme.io/prod/app, false",
    "localhost:5000/app, localhost:5000/app, true",
    "localhost:5000/app, localhost:5001/app, false",
    "r.io/*, r.io/app, true",
    "r.io/*, r.io/team/app, false",
    "r.io/team-*/app, r.io/team-a/app, true",
    "r.io/team-*/app, r.io/team-a/b/app, false",
    "r.io/*-*-x, r.io/a-b-c-x, true",
    "r.io/*-*-x, r.io/a-x, false",
    "r.io/app*, r.io/app, true",
    "r.io/*app*, r.io/myapps, true",
    "r.io/*ab*ab, r.io/abcabab, true",
    "r.io/*ab*ab, r.io/abcaba, false",
    "r.io/**, r.io/app, true",
    "r.io/**, r.io/a/b/c/d, true",
    "r.io/**, r.io:5000/a, false",
    "r.io/team/**, r.io/team/app, true",
    "r.io/team/**, r.io/team/a/b, true",
    "r.io/team/**, r.io/team, false",
    "r.io/team/**, r.io/teams/app, false",
    "r.io/*/prod/**, r.io/x/prod/y, true",
    "r.io/*/prod/**, r.io/x/prod, false",
    "r.io/*/prod/**, r.io/x/y/prod/z, false",
    "r.io/a*/b*/**, r.io/ab/bb/c/d, true",
    "r.io/*a/b, r.io/aaa/b, true",
    "r.io/*a/b, r.io/aab/b, false",
  })
  void matchesByItsGrammar(String pattern, String name, boolean matches) throws Exception {
    assertThat(ImagePattern.parse(pattern).matches(RepositoryName.parse(name))).isEqualTo(matches);
    assertThat(ImagePattern.parse(pattern)).hasToString(pattern);
  }

  @ParameterizedTest
  @CsvSource({
    "'', has no registry",
    "app, has no registry",
    "**, has no registry",
    "*/app, has a '*' in its registry",
    "*.acme.io/**, has a '*' in its registry",
    "Registry.io/app, does not begin with a registry",
    "r.io:0/app, does not begin with a registry",
    "r.io/, can never match",
    "r.io//app, can never match",
    "r.io/App, can never match",
    "r.io/app:latest, can never match",
    "r.io/-*, can never match",
    "r.io/*-, can never match",
    "r.io/a..*, can never match",
    "r.io/a.-*, can never match",
    "r.io/a___*, can never match",
    "r.io/a b, can never match",
    "r.io/**/app, has '**' elsewhere",
    "r.io/a**, has '**' elsewhere",
    "r.io/***, has '**' elsewhere",
    "r.io/a/**/**, has '**' elsewhere",
    "docker.io/nginx, docker.io has its single names below docker.io/library/",
    "docker.io/*, docker.io has its single names below docker.io/library/",
  })
  void patternThatCouldNeverMatchIsRefused(String pattern, String problem) {
    assertThatThrownBy(() -> ImagePattern.parse(pattern))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void dockerHubIsReachedThroughItsCanonicalNames() throws Exception {
    assertThat(ImagePattern.parse("docker.io/**").matches(name("docker.io/library/nginx")))
        .isTrue();
    assertThat(ImagePattern.parse("docker.io/library/*").matches(name("docker.io/library/nginx")))
        .isTrue();
  }

  @Test
  void patternMayBeAsLongAsANameAndNoLonger() throws Exception {
    String longest = "a".repeat(250);
    assertThat(pattern("r.io/" + longest + "/b/**").matches(name("r.io/" + longest + "/b/c")))
        .isTrue();
    assertThatThrownBy(() -> ImagePattern.parse("r.io/" + longest + "/bcd/**"))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> ImagePattern.parse("r.io/" + "*".repeat(300)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void specificityOrdersAsAPersonWould() throws Exception {
    List<String> order =
        List.of(
            "r.io/prod/team/app",
            "r.io/prod/team/app*",
            "r.io/prod/team/a*",
            "r.io/prod/team/*",
            "r.io/prod/team/**",
            "r.io/prod/*/app",
            "r.io/prod/*/app*",
            "r.io/prod/*/*",
            "r.io/prod/*/**",
            "r.io/prod/*",
            "r.io/prod/**",
            "r.io/*/team/app",
            "r.io/*/team/**",
            "r.io/*/*",
            "r.io/*/**",
            "r.io/*",
            "r.io/**");
    List<String> sorted =
        order.reversed().stream()
            .map(ImagePatternTest::pattern)
            .sorted(ImagePattern.MOST_SPECIFIC_FIRST)
            .map(ImagePattern::toString)
            .toList();
    assertThat(sorted).isEqualTo(order);
  }

  @Test
  void matchingManyStarsAgainstALongNameTakesNoTime() throws Exception {
    ImagePattern pattern = pattern("r.io/" + "*a".repeat(120) + "b");
    RepositoryName name = name("r.io/" + "a".repeat(240));
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1000; i++) {
            assertThat(pattern.matches(name)).isFalse();
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "r.io/*/app, r.io/team/*, r.io/team/app",
    "r.io/a*, r.io/*b, r.io/ab",
    "r.io/**, r.io/*, r.io/x",
    "r.io/*/**, r.io/**, r.io/x/x",
    "r.io/a/**, r.io/*/b, r.io/a/b",
    "r.io/*ab*, r.io/*bc*, r.io/abc",
    "r.io/*abc, r.io/*ab*, r.io/abc",
  })
  void overlapIsFoundWithAnExample(String one, String other, String example) {
    assertThat(pattern(one).overlap(pattern(other))).hasValue(example);
    assertThat(pattern(other).overlap(pattern(one))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "r.io/*/app, r.io/*/web",
    "r.io/*, r.io/*/*",
    "r.io/a*, r.io/b*",
    "r.io/*a, r.io/*b",
    "r.io/a/**, r.io/a",
    "r.io/a/**, r.io/*",
    "r.io/**, s.io/**",
  })
  void patternsThatNeverMeetDoNotOverlap(String one, String other) {
    assertThat(pattern(one).overlap(pattern(other))).isEmpty();
    assertThat(pattern(other).overlap(pattern(one))).isEmpty();
  }

  static ImagePattern pattern(String text) {
    try {
      return ImagePattern.parse(text);
    } catch (MalformedException e) {
      throw new AssertionError(text, e);
    }
  }

  static RepositoryName name(String text) {
    try {
      return RepositoryName.parse(text);
    } catch (MalformedException e) {
      throw new AssertionError(text, e);
    }
  }

  static List<ImagePattern> patterns(String... texts) {
    return Stream.of(texts).map(ImagePatternTest::pattern).toList();
  }
}
