package dev.portcullis.proxy.page;

import dev.portcullis.proxy.revocation.CellReport;
import dev.portcullis.proxy.revocation.CellStatus;
import dev.portcullis.proxy.revocation.ResponderReport;
import dev.portcullis.proxy.revocation.Revocations;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is revoked, and how well it is known what is. Thread-safe. */
final class RevocationView {
  private static final int ROWS = 200;

  private final PageSources sources;

  RevocationView(PageSources sources) {
    this.sources = sources;
  }

  PageReply page() {
    Instant now = sources.clock().instant();
    Html page = Frame.begin(Frame.Part.REVOCATION, "Revocation", false);
    page.element("h2", "Revoked by operators");
    revoked(page, Revoked.all(sources));
    RevokeForm.beginning(page);
    page.element("h2", "Certificates");
    List<CellReport> cells = sources.revocations().report();
    health(page, sources.revocations(), cells, now);
    certificates(page, cells, now);
    responders(page, sources.revocations().failing(), now);
    return Frame.end(200, page);
  }

  private static void revoked(Html page, List<Revoked> revoked) {
    if (revoked.isEmpty()) {
      page.element("p class=\"note\"", "Nothing is revoked.");
      return;
    }
    begin(page, "Revoked by operators", List.of("Kind", "What", "Why", "Since", "Taking it back"));
    for (Revoked each : revoked) {
      page.markup("<tr>").element("td", each.kind());
      page.markup("<td><code>").text(each.value()).markup("</code></td>");
      page.element("td", each.reason());
      page.element("td", each.since().map(Words::minute).orElse("not known")).markup("<td>");
      if (each.from().equals("file")) {
        page.text("in the file of revocations");
      } else {
        page.markup("<a class=\"act\" href=\"" + RevokeForm.TAKE_BACK + "?kind=" + each.kind())
            .markup("&amp;value=")
            .text(Frame.inQuery(each.value()))
            .markup("\">Take back<span class=\"unseen\"> ")
            .text(each.kind() + " " + each.value())
            .markup("</span></a>");
      }
      page.markup("</td></tr>");
    }
    end(page);
  }

  private static void health(
      Html page, Revocations revocations, List<CellReport> cells, Instant now) {
    Map<String, Long> states = new LinkedHashMap<>();
    for (CellStatus status : CellStatus.values()) {
      if (status != CellStatus.RETIRED) {
        states.put(word(status), revocations.count(status));
      }
    }
    page.markup("<div class=\"cards\">");
    Bars.draw(page, "Certificates by state", states);
    page.markup("<section class=\"card\">").element("h2", "How fresh");
    page.markup("<dl>").element("dt", "Oldest good answer learnt");
    page.element(
        "dd",
        cells.stream()
            .filter(cell -> cell.status() == CellStatus.GOOD)
            .map(CellReport::learnt)
            .min(Comparator.naturalOrder())
            .map(learnt -> Words.ago(learnt, now))
            .orElse("none is held"));
    page.element("dt", "Revocation lists held");
    page.element("dd", Integer.toString(revocations.lists()));
    page.element("dt", "Responders left alone for a while");
    page.element("dd", Long.toString(revocations.openBreakers()));
    page.markup("</dl></section></div>");
  }

  private static void certificates(Html page, List<CellReport> cells, Instant now) {
    if (cells.isEmpty()) {
      page.element("p class=\"note\"", "No verdict rests on a certificate that can be revoked.");
      return;
    }
    if (cells.size() > ROWS) {
      page.element(
          "p class=\"note\"",
          "The worst " + ROWS + " of " + cells.size() + "; all: /admin/certificates");
    }
    begin(
        page,
        "Certificates that verdicts rest on",
        List.of("State", "Certificate", "Ends", "Learnt", "Asked again", "What is known"));
    cells.stream()
        .sorted(
            Comparator.comparing(CellReport::status).reversed().thenComparing(CellReport::notAfter))
        .limit(ROWS)
        .forEach(cell -> certificate(page, cell, now));
    end(page);
  }

  private static void certificate(Html page, CellReport cell, Instant now) {
    page.markup("<tr><td><span class=\"mark " + colour(cell.status()) + "\">")
        .text(word(cell.status()))
        .markup("</span></td><td>")
        .text(cell.certificate())
        .markup(" <code>")
        .text(cell.fingerprint())
        .markup("</code>");
    Frame.revokeLink(page, "certificate", cell.fingerprint());
    page.markup("</td>").element("td", Words.away(cell.notAfter(), now));
    page.element("td", Words.ago(cell.learnt(), now));
    page.element("td", cell.refreshAt().map(at -> Words.away(at, now)).orElse("not planned"));
    page.element(
            "td", cell.detail() + cell.lastError().map(error -> "; since: " + error).orElse(""))
        .markup("</tr>");
  }

  private static void responders(Html page, List<ResponderReport> failing, Instant now) {
    page.element("h2", "Responders that fail");
    if (failing.isEmpty()) {
      page.element("p class=\"note\"", "All that were asked answer.");
      return;
    }
    begin(page, "Responders that fail", List.of("Host", "Failures in a row", "State"));
    for (ResponderReport each : failing) {
      page.markup("<tr>").element("td", each.host());
      page.element("td class=\"number\"", Integer.toString(each.failures())).markup("<td>");
      page.text(
              each.until().filter(now::isBefore).isPresent()
                  ? "left alone; asked again "
                      + each.until().map(at -> Words.away(at, now)).orElse("")
                  : "asked again with the next question")
          .markup("</td></tr>");
    }
    end(page);
  }

  private static void begin(Html page, String caption, List<String> columns) {
    page.markup("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    page.text(caption).markup("\"><table class=\"rows\"><caption class=\"unseen\">");
    page.text(caption).markup("</caption><thead><tr>");
    columns.forEach(column -> page.element("th scope=\"col\"", column));
    page.markup("</tr></thead><tbody>");
  }

  private static void end(Html page) {
    page.markup("</tbody></table></div>");
  }

  private static String colour(CellStatus status) {
    return switch (status) {
      case GOOD -> "admit";
      case UNKNOWN, RETIRED -> "warn";
      case HOLD, REVOKED -> "refuse";
    };
  }

  private static String word(CellStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
