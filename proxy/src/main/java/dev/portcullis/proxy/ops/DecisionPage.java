package dev.portcullis.proxy.ops;

import dev.portcullis.oci.Quoting;
import dev.portcullis.proxy.record.RecentEntries;
import dev.portcullis.proxy.record.RecordEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page for people: what was decided of late and why, read without JavaScript and without
 * anything from elsewhere. Thread-safe.
 */
public final class DecisionPage {
  /** The style, which follows the reader's choice of light or dark. */
  public static final String STYLE =
      """
      :root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
      body { margin: 0 auto; max-width: 90rem; padding: 1rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; }
      th { position: sticky; top: 0; background: Canvas; }
      tbody tr { border-top: 1px solid color-mix(in srgb, CanvasText 20%, Canvas);
                 content-visibility: auto; contain-intrinsic-size: auto 2rem; }
      td { overflow-wrap: anywhere; }
      .admit { color: light-dark(#0a5c24, #7ee2a0); }
      .refuse, .undecided { color: light-dark(#a31515, #ff9d94); font-weight: 600; }
      .warn, .audit { color: light-dark(#7a4b00, #ffc46b); }
      .note { color: color-mix(in srgb, CanvasText 70%, Canvas); }
      a:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid; }
      ul.tree { list-style: none; padding-left: 1.2rem; }
      .bar { display: inline-block; height: .8em; background: currentColor; }
      .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; }
      """;

  private static final int ROWS = 500;

  private final RecentEntries recent;

  /** A page about {@code recent}. */
  public DecisionPage(RecentEntries recent) {
    this.recent = recent;
  }

  /**
   * The page.
   *
   * @param query {@code q} searches, {@code id} shows one decision, {@code live} reads it anew
   *     every five seconds
   */
  public String html(Map<String, String> query) {
    String id = query.getOrDefault("id", "");
    return id.isEmpty() ? list(query) : decision(id);
  }

  private String list(Map<String, String> query) {
    String wanted = query.getOrDefault("q", "");
    boolean live = query.containsKey("live");
    List<RecordEntry> found = recent.find(wanted, ROWS);
    Html page = head("Decisions", live);
    page.markup("<form role=\"search\" method=\"get\" action=\"/ui\"><label for=\"q\">Image,")
        .markup(" digest, client, signer, rule or decision </label>")
        .markup("<input id=\"q\" name=\"q\" type=\"search\" value=\"")
        .text(wanted)
        .markup("\"> <button>Search</button></form>");
    page.markup("<p>").text(found.size() + " shown, newest first. ");
    String again = wanted.isEmpty() ? "" : "q=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
    page.markup("<a href=\"/ui?").text(again + (live ? "" : "&live=1")).markup("\">");
    page.text(live ? "Stop reading it anew" : "Read it anew every 5 seconds").markup("</a></p>");
    summary(page, found);
    page.markup("<table><caption class=\"note\">What was decided</caption><thead><tr>");
    for (String column : List.of("Time", "Decision", "Image", "Client", "Pulls", "Why")) {
      page.element("th scope=\"col\"", column);
    }
    page.markup("</tr></thead><tbody>");
    found.forEach(entry -> row(page, entry));
    return page.markup("</tbody></table>").markup(END).toString();
  }

  private static final String END = "</main></body></html>\n";

  private static Html head(String title, boolean live) {
    Html page = new Html();
    page.markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .markup("<meta name=\"viewport\" content=\"width=device-width\">")
        .markup(live ? "<meta http-equiv=\"refresh\" content=\"5\">" : "")
        .markup("<link rel=\"stylesheet\" href=\"/ui/style.css\"><title>")
        .text(title + " - Portcullis")
        .markup("</title></head><body><a class=\"skip\" href=\"#main\">To the content</a>")
        .markup("<header><a href=\"/ui\">Portcullis</a></header><main id=\"main\"><h1>")
        .text(title)
        .markup("</h1>");
    return page;
  }

  private static void row(Html page, RecordEntry entry) {
    String word = entry.decision().isEmpty() ? entry.kind().word() : entry.decision();
    page.markup("<tr><td><time>").text(entry.last().truncatedTo(ChronoUnit.SECONDS).toString());
    page.markup("</time></td><td class=\"").text(word).markup("\">").text(word).markup("</td><td>");
    if (entry.id().isEmpty()) {
      page.text(entry.image().isEmpty() ? entry.basis() : entry.reference());
    } else {
      page.markup("<a href=\"/ui?id=")
          .text(URLEncoder.encode(entry.id(), StandardCharsets.UTF_8))
          .markup("\">")
          .text(entry.reference())
          .markup("</a>");
    }
    page.markup("</td>").element("td", entry.client());
    page.element("td", Long.toString(entry.pulls()));
    String signers = entry.signers().isEmpty() ? "" : "by " + String.join(", ", entry.signers());
    page.markup("<td>")
        .text(signers.isEmpty() ? entry.reason() : signers + ": " + entry.reason())
        .markup("</td></tr>");
  }

  /** How many pulls each decision and each signer stands for, as bars that are also text. */
  private static void summary(Html page, List<RecordEntry> entries) {
    Map<String, Long> decisions = new TreeMap<>();
    Map<String, Long> signers = new TreeMap<>();
    for (RecordEntry entry : entries) {
      if (entry.kind() == RecordEntry.Kind.PULL) {
        decisions.merge(entry.decision(), entry.pulls(), Long::sum);
        entry.signers().forEach(signer -> signers.merge(signer, entry.pulls(), Long::sum));
      }
    }
    bars(page, "Pulls by decision", decisions, true);
    bars(page, "Pulls by signer", signers, false);
  }

  private static void bars(Html page, String title, Map<String, Long> counts, boolean coloured) {
    if (counts.isEmpty()) {
      return;
    }
    long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
    page.element("h2", title).markup("<table><tbody>");
    counts.forEach(
        (name, count) -> {
          page.element("th scope=\"row\"", name).markup("<td class=\"");
          page.text(coloured ? name : "note").markup("\">").text(count + " ");
          page.markup("<svg aria-hidden=\"true\" height=\"10\" width=\"300\"><rect height=\"10\"")
              .markup(String.format(Locale.ROOT, " width=\"%d\"", Math.max(1, 300 * count / most)))
              .markup(" fill=\"currentColor\"/></svg></td></tr>");
        });
    page.markup("</tbody></table>");
  }

  private String decision(String id) {
    Optional<RecordEntry> found = recent.decision(id);
    if (found.isEmpty()) {
      Html page = head("No such decision", false);
      return page.markup("<p>")
          .text("Decision " + Quoting.shorten(id) + " is not among the last ones; ask the record: ")
          .element("code", "portcullis audit query --id ID --config FILE")
          .markup("</p>")
          .markup(END)
          .toString();
    }
    RecordEntry entry = found.get();
    Html page = head(entry.reference(), false);
    page.markup("<p class=\"").text(entry.decision()).markup("\">");
    page.text(entry.decision() + ": " + entry.reason()).markup("</p><dl>");
    facts(entry).forEach((name, value) -> page.element("dt", name).element("dd", value));
    page.markup("</dl>").element("h2", "What was required, and what was found");
    tree(page, entry.trace());
    return page.markup(END).toString();
  }

  private static Map<String, String> facts(RecordEntry entry) {
    Map<String, String> facts = new java.util.LinkedHashMap<>();
    facts.put("Digest", entry.digest());
    facts.put("Platform", entry.platform());
    facts.put("Time", entry.last().toString());
    facts.put("Client", entry.client());
    facts.put("Rule", entry.rule());
    facts.put("Signers", String.join(", ", entry.signers()));
    facts.put("Keys", String.join(", ", entry.keys()));
    facts.put("Evidence", String.join(", ", entry.evidence()));
    facts.put("Log entries", String.join(", ", entry.logEntries()));
    facts.put("Decision id", entry.id());
    facts.values().removeIf(String::isEmpty);
    return facts;
  }

  private static void tree(Html page, String trace) {
    JsonNode requirements;
    try {
      requirements = JsonMapper.shared().readTree(trace.isEmpty() ? "[]" : trace);
    } catch (JacksonException e) {
      requirements = JsonMapper.shared().createArrayNode(); // not ours: there is nothing to show
    }
    if (requirements.isEmpty()) {
      page.element("p", "The requirements are told with the first pull that was decided.");
    } else {
      branch(page, requirements);
    }
  }

  private static void branch(Html page, JsonNode requirements) {
    page.markup("<ul class=\"tree\">");
    for (JsonNode one : requirements) {
      boolean met = one.path("met").asBoolean(false);
      page.markup("<li><span class=\"").markup(met ? "admit" : "refuse").markup("\">");
      page.text((met ? "met: " : "not met: ") + one.path("requirement").asString(""));
      page.markup("</span><ul>");
      one.path("reasons").forEach(reason -> page.element("li", reason.asString("")));
      page.markup("</ul>");
      if (!one.path("parts").isEmpty()) {
        branch(page, one.path("parts"));
      }
      page.markup("</li>");
    }
    page.markup("</ul>");
  }
}
