package dev.portcullis.proxy.page;

import dev.portcullis.proxy.record.RecentEntries;
import dev.portcullis.proxy.record.RecordEntry;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The last decisions, a hundred on a page, newest first. Thread-safe. */
final class DecisionList {
  /** How many stand on one page. */
  static final int ROWS = 100;

  private final RecentEntries recent;

  DecisionList(RecentEntries recent) {
    this.recent = recent;
  }

  /**
   * The page.
   *
   * @param request {@code q} searches, {@code before} continues an earlier page, {@code live} keeps
   *     the newest up to date
   */
  PageReply page(PageRequest request) {
    String wanted = request.field("q");
    OptionalLong before = number(request.field("before"));
    boolean live = request.fields().containsKey("live") && before.isEmpty();
    RecentEntries.Slice slice = recent.slice(wanted, before.orElse(Long.MAX_VALUE), ROWS);
    Html page = Frame.begin(Frame.Part.DECISIONS, "Decisions", live);
    search(page, wanted);
    if (before.isEmpty()) {
      liveLink(page, wanted, live);
    }
    page.markup("<div id=\"live\">");
    summary(page, slice.entries());
    count(page, slice, wanted, before.isPresent());
    table(page, slice.entries());
    more(page, slice, wanted);
    return Frame.end(200, page.markup("</div>"));
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static void search(Html page, String wanted) {
    page.markup("<form role=\"search\" method=\"get\" action=\"/ui\"><label for=\"q\">")
        .text("Image, digest, client, signer, rule or decision")
        .markup("</label> <input id=\"q\" name=\"q\" type=\"search\" value=\"")
        .text(wanted)
        .markup("\"> <button>Search</button></form>");
  }

  private static void liveLink(Html page, String wanted, boolean live) {
    String query = wanted.isEmpty() ? "" : "q=" + Frame.inQuery(wanted) + (live ? "" : "&");
    page.markup("<p><a href=\"/ui?").text(query + (live ? "" : "live=1")).markup("\">");
    page.text(live ? "Pause" : "Keep up to date").markup("</a> ");
    page.markup("<span id=\"news\" role=\"status\" class=\"note\">");
    page.text(live ? "Kept up to date" : "").markup("</span></p>");
  }

  private static void count(
      Html page, RecentEntries.Slice slice, String wanted, boolean continued) {
    page.markup("<p class=\"note\" id=\"count\">");
    if (slice.entries().isEmpty()) {
      page.text(
          wanted.isEmpty() ? "Nothing was pulled yet." : "Nothing of what is in memory matches.");
    } else {
      int last = slice.newer() + slice.entries().size();
      page.text((slice.newer() + 1) + " to " + last + " of " + slice.matching())
          .text(", newest first. ");
    }
    page.text("The last " + RecentEntries.MOST + " entries are in memory; older ones: ")
        .markup("<code>portcullis audit query</code>.");
    if (continued) {
      page.markup(" <a href=\"/ui");
      page.text(wanted.isEmpty() ? "" : "?q=" + Frame.inQuery(wanted)).markup("\">Newest</a>");
    }
    page.markup("</p>");
  }

  private static void table(Html page, List<RecordEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    page.markup("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Decisions\">")
        .markup("<table class=\"rows\"><caption class=\"unseen\">What was decided</caption><thead>")
        .markup("<tr>");
    for (String column : List.of("Time (UTC)", "Decision", "Image", "Client", "Pulls", "Why")) {
      page.element(
          column.equals("Pulls") ? "th scope=\"col\" class=\"number\"" : "th scope=\"col\"",
          column);
    }
    page.markup("</tr></thead><tbody>");
    entries.forEach(entry -> row(page, entry));
    page.markup("</tbody></table></div>");
  }

  private static void row(Html page, RecordEntry entry) {
    String word = entry.decision().isEmpty() ? entry.kind().word() : entry.decision();
    String time = entry.last().truncatedTo(ChronoUnit.SECONDS).toString();
    page.markup("<tr><td><time datetime=\"").text(time).markup("\">");
    page.text(time.replace('T', ' ').replace("Z", "")).markup("</time></td><td>");
    Words.decision(page, word);
    page.markup("</td><td class=\"image\">");
    if (entry.id().isEmpty()) {
      page.text(entry.image().isEmpty() ? entry.basis() : entry.reference());
    } else {
      page.markup("<a href=\"/ui?id=")
          .text(Frame.inQuery(entry.id()))
          .markup("\">")
          .text(entry.reference())
          .markup("</a>");
    }
    page.markup("</td>").element("td class=\"client\"", entry.client());
    page.element("td class=\"number\"", Long.toString(entry.pulls()));
    String signers = entry.signers().isEmpty() ? "" : "by " + String.join(", ", entry.signers());
    page.markup("<td>")
        .text(signers.isEmpty() ? entry.reason() : signers + ": " + entry.reason())
        .markup("</td></tr>");
  }

  private static void more(Html page, RecentEntries.Slice slice, String wanted) {
    slice
        .older()
        .ifPresent(
            before -> {
              page.markup("<p><a rel=\"next\" href=\"/ui?");
              page.text(wanted.isEmpty() ? "" : "q=" + Frame.inQuery(wanted) + "&");
              page.text("before=" + before).markup("\">Older</a></p>");
            });
  }

  /** How many pulls each decision and each signer of this page stands for. */
  private static void summary(Html page, List<RecordEntry> entries) {
    Map<String, Long> decisions = new TreeMap<>();
    Map<String, Long> signers = new TreeMap<>();
    for (RecordEntry entry : entries) {
      if (entry.kind() == RecordEntry.Kind.PULL) {
        decisions.merge(entry.decision(), entry.pulls(), Long::sum);
        entry.signers().forEach(signer -> signers.merge(signer, entry.pulls(), Long::sum));
      }
    }
    page.markup("<div class=\"cards\">");
    Bars.draw(page, "Pulls on this page by decision", decisions);
    Bars.draw(page, "Pulls on this page by signer", signers);
    page.markup("</div>");
  }
}
