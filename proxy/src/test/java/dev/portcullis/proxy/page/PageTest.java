package dev.portcullis.proxy.page;

import static dev.portcullis.proxy.page.PageStage.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.admin.AdminReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages as they are sent, without a browser. */
class PageTest {
  private static final List<String> PATHS =
      List.of("/ui", "/ui/signers", "/ui/revocation", "/ui/latency", "/ui/revoke", "/ui/unrevoke");

  private final PageStage stage = new PageStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void hostileTextIsShownAsTextWhereverItStands() {
    stage.add(
        PageStage.entry(
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            "[{\"requirement\": \"<b>\", \"met\": false, \"reasons\": [\"<u>\"]}]"));
    stage.pass(10, 10);
    for (String path : PATHS) {
      for (Map<String, String> fields :
          List.of(
              Map.<String, String>of(),
              Map.of("q", HOSTILE),
              Map.of("id", HOSTILE),
              Map.of("kind", HOSTILE, "value", HOSTILE, "reason", HOSTILE))) {
        assertThat(read(path, fields))
            .as(path + " " + fields.keySet())
            .doesNotContain("<script>", "<img", "\u202E", "<b>", "<u>");
      }
    }
    assertThat(read("/ui", Map.of("id", HOSTILE))).contains("&lt;script&gt;", "&lt;b&gt;");
  }

  @Test
  void searchFindsByImageDigestClientAndSignerAndNothingElse() {
    stage.add(PageStage.admitted("d-1", "a.example/prod/api"));
    stage.add(PageStage.refused("d-2", "a.example/prod/web", "unsigned"));
    String digest = PageStage.digest("d-2").toString();

    for (String wanted : List.of("PROD/WEB", "10.0.0.2", digest, "refuse", "prod/web:v1")) {
      assertThat(read("/ui", Map.of("q", wanted)))
          .as(wanted)
          .contains(">a.example/prod/web:v1</a>")
          .doesNotContain("prod/api");
    }
    assertThat(read("/ui", Map.of("q", "release"))).contains("prod/api").doesNotContain("prod/web");
    assertThat(read("/ui", Map.of("q", "nothing"))).contains("Nothing of what is in memory");
  }

  @Test
  void tenThousandEntriesArePagedAndPagesStayWhereTheyAreWhileMoreIsPulled() {
    for (int i = 0; i < 10_500; i++) {
      stage.add(PageStage.admitted("d-" + i, "a.example/prod/image-" + i));
    }
    String first = read("/ui", Map.of());
    assertThat(first).contains("1 to 100 of 10000", "image-10499:v1").hasSizeLessThan(100_000);
    String before = before(first);
    String second = read("/ui", Map.of("before", before));
    assertThat(second).contains("101 to 200 of 10000", "image-10399:v1", "image-10300:v1");

    stage.add(PageStage.admitted("d-new", "a.example/prod/new"));
    assertThat(read("/ui", Map.of("before", before)))
        .contains("102 to 201 of 10000", "image-10399:v1", "image-10300:v1")
        .doesNotContain("prod/new");
    assertThat(read("/ui", Map.of("before", "99999999999999999999"))).contains("1 to 100");
  }

  @Test
  void everyEntryStandsOnExactlyOnePage() {
    for (int i = 0; i < 250; i++) {
      stage.add(PageStage.admitted("d-" + i, i % 2 == 0 ? "a.example/even" : "a.example/odd"));
    }
    String page = read("/ui", Map.of("q", "even"));
    assertThat(count(page, "/ui\\?id=")).isEqualTo(100);
    String last = read("/ui", Map.of("q", "even", "before", before(page)));
    assertThat(count(last, "/ui\\?id=")).isEqualTo(25);
    assertThat(last).doesNotContain("Older");
  }

  @Test
  void decisionShowsWhatWasRequiredWhatWasFoundAndWhatFailedAsATree() {
    stage.add(PageStage.refused("d-1", "a.example/prod/api", "no signature by release"));

    assertThat(read("/ui", Map.of("id", "d-1")))
        .contains(
            "not met</span> all of</summary>", "not met</span> signature by release</summary>")
        .contains("<li>sha256:1c2d: by a key that no signer names</li>")
        .contains("met</span> attestation slsa-provenance-v1 by ci</summary>")
        .contains("no signature by release");
    assertThat(stage.page().read(request("/ui", Map.of("id", "d-2"))).orElseThrow().status())
        .isEqualTo(404);
  }

  @Test
  void signersShowKeysTheirEndAndTheirUse() {
    stage.add(PageStage.admitted("d-1", "a.example/prod/api"));
    stage.add(PageStage.admitted("d-2", "a.example/prod/api"));

    assertThat(read("/ui/signers", Map.of()))
        .contains("keys/release-2026.pub", PageStage.KEY, "ends soon", "in 9 d 0 h")
        .contains("<td class=\"number\">2</td><td>just now</td>")
        .contains("keys/release-2027.pub", "no end", "not yet")
        .contains("INC-4711", "in 1 d 6 h");
  }

  @Test
  void exemptionsAreThoseThatTheAdminApiTellsOf() {
    PageSources sources =
        stage.sources(
            request ->
                request.path().equals("/admin/exemptions")
                    ? Optional.of(
                        new AdminReply(
                            200,
                            "{\"exemptions\": [{\"digest\": \"sha256:ab\", \"reason\":"
                                + " \"<b>INC-9\", \"expires\": \"2026-11-25T13:00:00Z\", \"state\":"
                                + " \"revoked\"}]}"))
                    : Optional.empty());

    assertThat(new SignerList(sources).page().body())
        .contains("&lt;b&gt;INC-9", "in 1 h 0 min", "refuse\">revoked")
        .doesNotContain("INC-4711");
  }

  @Test
  void chartsSayInWordsWhatTheyDraw() {
    assertThat(read("/ui/latency", Map.of())).contains("Nothing yet");
    for (int i = 0; i < 30; i++) {
      stage.pass(1000 + i, i);
    }
    assertThat(read("/ui/latency", Map.of()))
        .contains("role=\"img\" aria-label=\"Verdicts from memory. half: now 2 µs")
        .contains("99 of 100: now 4.9 µs", "<path class=\"line line0\"", "<table>")
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void pagesNeedNothingFromElsewhereAndNoStyleOrScriptInThem() {
    stage.add(PageStage.refused("d-1", "a.example/prod/api", "unsigned"));
    stage.pass(10, 1);
    stage.pass(10, 1);
    for (String path : PATHS) {
      assertThat(read(path, Map.of("live", "1")))
          .contains("<html lang=\"en\">", "href=\"#main\"", "/ui/style.css")
          .doesNotContain("http://", "https://", "style=\"", "onclick")
          .doesNotContainPattern("<script(?! src=\"/ui/live.js\" defer></script>)");
    }
    assertThat(read("/ui", Map.of("live", "1")))
        .contains("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>");
    assertThat(read("/ui", Map.of())).doesNotContain("http-equiv", "<script");
  }

  private String read(String path, Map<String, String> fields) {
    return stage.page().read(request(path, fields)).orElseThrow().body();
  }

  private static PageRequest request(String path, Map<String, String> fields) {
    return new PageRequest(path, fields, PageRequest.Authority.READS);
  }

  private static String before(String page) {
    Matcher older = Pattern.compile("before=([0-9]+)\">Older").matcher(page);
    assertThat(older.find()).isTrue();
    return older.group(1);
  }

  private static long count(String page, String pattern) {
    return Pattern.compile(pattern).matcher(page).results().count();
  }
}
