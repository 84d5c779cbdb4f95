package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTest {
  @Test
  void firstSegmentIsTheRegistry() throws MalformedException {
    RepositoryName name = RepositoryName.parse("registry.acme.io:5000/prod/app");
    assertThat(name).isEqualTo(new RepositoryName("registry.acme.io:5000", "prod/app"));
    assertThat(name).hasToString("registry.acme.io:5000/prod/app");
    assertThat(RepositoryName.parse("a/b")).isLessThan(RepositoryName.parse("a/c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "app", "a/", "/a", "a.io/B", "A.io/b", "a.io//b", "a.io/b:v1"})
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> RepositoryName.parse(text))
        .withMessageContaining("is not a repository: <registry>/<path>");
  }

  @Test
  void uncheckedPartsAreABug() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RepositoryName("a.io", "B"));
    assertThatIllegalArgumentException().isThrownBy(() -> new RepositoryName("a_b", "c"));
  }

  @Test
  void officialImagesLiveBelowLibrary() throws MalformedException {
    assertThat(Reference.withLibrary(RepositoryName.parse("docker.io/nginx")))
        .hasToString("docker.io/library/nginx");
    assertThat(Reference.withLibrary(RepositoryName.parse("docker.io/a/b")))
        .hasToString("docker.io/a/b");
    assertThat(Reference.withLibrary(RepositoryName.parse("quay.io/a"))).hasToString("quay.io/a");
  }
}
