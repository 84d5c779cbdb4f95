package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static final String DIGEST = Digest.sha256(Bytes.empty()).toString();

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "nginx:1.27, docker.io/library/nginx:1.27",
    "acme/app, docker.io/acme/app:latest",
    "docker.io/nginx, docker.io/library/nginx:latest",
    "docker.io/library/nginx, docker.io/library/nginx:latest",
    "quay.io/app, quay.io/app:latest",
    "localhost/app, localhost/app:latest",
    "localhost:5000/app:v1, localhost:5000/app:v1",
    "registry.acme.io:8443/team/app, registry.acme.io:8443/team/app:latest",
    "[::1]:5000/app, [::1]:5000/app:latest",
    "a/b/c, docker.io/a/b/c:latest"
  })
  void referencesAreReadAsPeopleTypeThem(String text, String canonical) throws MalformedException {
    assertThat(Reference.parse(text)).hasToString(canonical);
    assertThat(Reference.parse(canonical)).isEqualTo(Reference.parse(text));
  }

  @Test
  void digestWinsOverATag() throws MalformedException {
    Reference reference = Reference.parse("quay.io/app:v1@" + DIGEST);
    assertThat(reference).hasToString("quay.io/app@" + DIGEST);
    assertThat(reference.target()).isEqualTo(new Reference.ByDigest(Digest.parse(DIGEST)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "@",
        ":v1",
        "app:",
        "app@",
        "app@sha256:abc",
        "app:v1:v2",
        "app:v/1",
        "App",
        "quay.io/",
        "/app",
        "quay.io//app",
        "https://quay.io/app",
        "quay.io/app?x",
        "quay.io/../app",
        "Quay.io/app",
        "user@quay.io/app",
        "quay.io:port/app",
        "app:.x",
        "app @sha256:00"
      })
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Reference.parse(text))
        .withMessageContaining(" is not a ");
  }

  @Test
  void digestThatFollowsABadTagDoesNotHideIt() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Reference.parse("quay.io/app:-x@" + DIGEST))
        .withMessageContaining("'-x' is not a tag");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Reference.parse("quay.io/app@" + DIGEST + "@" + DIGEST))
        .withMessageContaining("is not a digest");
  }

  @Test
  void officialNameThatWouldGrowTooLongStaysAsItIs() throws MalformedException {
    String longest = "a".repeat(Limits.NAME_LENGTH - "library/".length());
    assertThat(Reference.parse(longest).repository().path()).isEqualTo("library/" + longest);
    assertThat(Reference.parse(longest + "a").repository().path()).isEqualTo(longest + "a");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Reference.parse("a".repeat(Limits.NAME_LENGTH + 1)));
  }

  @Test
  void targetOfAUrlIsATagOrADigest() throws MalformedException {
    assertThat(Reference.parseTarget("v1")).isEqualTo(new Reference.Tag("v1"));
    assertThat(Reference.parseTarget(DIGEST))
        .isEqualTo(new Reference.ByDigest(Digest.parse(DIGEST)));
    for (String bad : new String[] {"", "a:b", "sha256:", "-", "a/b", DIGEST + "0"}) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> Reference.parseTarget(bad));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Reference.Tag("a b"));
  }
}
