package dev.portcullis.proxy.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.page.PageRequest.Authority;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevokeFormTest {
  private static final Map<String, String> RELEASE =
      Map.of("kind", "signer", "value", " release ", "reason", "INC-1");

  private final PageStage stage = new PageStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void askingSaysWhatRestsOnItAndChangesNothing() {
    stage.add(PageStage.admitted("d-1", "a.example/prod/api"));
    stage.add(PageStage.refused("d-2", "a.example/prod/web", "unsigned"));

    assertThat(
            stage
                .page()
                .read(new PageRequest("/ui/revoke", RELEASE, Authority.READS))
                .orElseThrow()
                .body())
        .contains(
            "1 of the last pulls that were let in rest on it, of one image: a.example/prod/api.")
        .contains("<option selected>signer</option>", "type=\"password\"");
    assertThat(stage.revoked()).doesNotContain("release");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHANGES")
  void nothingIsChangedByWhomMayNot(Authority authority) {
    PageReply reply = send("/ui/revoke", RELEASE, authority);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("role=\"alert\"", "value=\"INC-1\"");
    assertThat(stage.revoked()).doesNotContain("release");
  }

  @Test
  void confirmedFormRevokesAndAnotherTakesItBack() {
    PageReply reply = send("/ui/revoke", RELEASE, Authority.CHANGES);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .contains("signer release is revoked from the next pull on", "a restart forgets this");
    assertThat(stage.revoked()).contains("\"signer\" : \"release\"", "\"reason\" : \"INC-1\"");
    assertThat(read("/ui/revocation"))
        .contains("INC-1", "/ui/unrevoke?kind=signer&amp;value=release");
    assertThat(read("/ui/signers")).contains("refuse\">revoked");

    assertThat(send("/ui/unrevoke", RELEASE, Authority.CHANGES).body())
        .contains("signer release is not revoked any more");
    assertThat(stage.revoked()).doesNotContain("release");
  }

  @Test
  void whatCannotBeRevokedIsSaidAndTheFormKeepsWhatWasTyped() {
    for (Map<String, String> wrong :
        java.util.List.of(
            Map.of("kind", "signer", "value", "nobody", "reason", "x"),
            Map.of("kind", "digest", "value", "sha256:12", "reason", "x"),
            Map.of("kind", "everything", "value", "*", "reason", "x"))) {
      PageReply reply = send("/ui/revoke", wrong, Authority.CHANGES);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body())
          .contains("role=\"alert\"", "Nothing has changed", "value=\"" + wrong.get("value") + '"');
    }
    assertThat(send("/ui/unrevoke", RELEASE, Authority.CHANGES).status()).isEqualTo(404);
  }

  private PageReply send(String path, Map<String, String> fields, Authority authority) {
    return stage.page().send(new PageRequest(path, fields, authority)).orElseThrow();
  }

  private String read(String path) {
    return stage.page().read(new PageRequest(path, Map.of(), Authority.READS)).orElseThrow().body();
  }
}
