package dev.portcullis.proxy.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.record.RecentEntries;
import dev.portcullis.proxy.record.RecordEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionPageTest {
  private static final String HOSTILE = "\"><script>alert('x')</script>\u202Egpj.exe";

  private final RecentEntries recent = new RecentEntries();
  private final DecisionPage page = new DecisionPage(recent);

  @Test
  void hostileTextIsShownAsTextWhereverItStands() {
    recent.add(
        entry(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "[{\"requirement\":\"<b>\",\"met\":false}]"));

    for (Map<String, String> query :
        List.of(Map.<String, String>of(), Map.of("q", HOSTILE), Map.of("id", HOSTILE))) {
      assertThat(page.html(query))
          .doesNotContain("<script", "alert('x')", "\u202E", "<b>")
          .contains("&lt;script&gt;");
    }
    assertThat(page.html(Map.of("id", "<i>none</i>"))).doesNotContain("<i>");
  }

  @Test
  void searchFindsByImageDigestClientAndSignerAndNothingElse() {
    recent.add(entry("d-1", "a.io/prod/api", "10.0.0.1", "fine", ""));
    recent.add(entry("d-2", "a.io/prod/web", "10.0.0.2", "fine", ""));

    assertThat(page.html(Map.of("q", "PROD/API"))).contains("prod/api").doesNotContain("prod/web");
    assertThat(page.html(Map.of("q", "10.0.0.2"))).contains("prod/web").doesNotContain("prod/api");
    assertThat(page.html(Map.of("q", "release"))).contains("prod/web", "prod/api");
    assertThat(page.html(Map.of("q", "nothing"))).contains("0 shown");
  }

  @Test
  void decisionShowsWhatWasRequiredAndWhatWasFound() {
    recent.add(
        entry(
            "d-1",
            "a.io/prod/api",
            "10.0.0.1",
            "no signature by release",
            "[{\"requirement\":\"all of\",\"met\":false,\"reasons\":[],\"parts\":[{\"requirement\":"
                + "\"signature by release\",\"met\":false,\"reasons\":[\"by another key\"]}]}]"));

    assertThat(page.html(Map.of("id", "d-1")))
        .contains("not met: all of", "not met: signature by release", "by another key")
        .contains("no signature by release");
  }

  @Test
  void pageNeedsNothingButItsOwnStyleAndNoScript() {
    assertThat(page.html(Map.of("live", "1")))
        .contains(
            "<html lang=\"en\">", "http-equiv=\"refresh\"", "<label for=\"q\">", "/ui/style.css")
        .doesNotContain("<script", "http://", "https://", "style=\"");
  }

  @Test
  void thousandsOfEntriesAreBoundedInMemoryAndOnThePage() {
    for (int i = 0; i < RecentEntries.MOST + 5_000; i++) {
      recent.add(entry("d-" + i, "a.io/prod/api", "10.0.0.1", "fine", ""));
    }
    assertThat(recent.find("", Integer.MAX_VALUE)).hasSize(RecentEntries.MOST);
    assertThat(page.html(Map.of())).contains("500 shown").hasSizeLessThan(400_000);
  }

  private static RecordEntry entry(
      String id, String image, String client, String reason, String trace) {
    return new RecordEntry(
        RecordEntry.Kind.PULL,
        Instant.EPOCH,
        Instant.EPOCH,
        id,
        image,
        "v1",
        "sha256:00",
        "",
        client,
        "prod",
        "r",
        "admit",
        "verified",
        reason,
        trace,
        "",
        List.of("release"),
        List.of(),
        List.of(),
        List.of(),
        1,
        1);
  }
}
