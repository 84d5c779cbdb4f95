package dev.portcullis.proxy.page;

import dev.portcullis.oci.Quoting;
import dev.portcullis.proxy.record.RecentEntries;
import dev.portcullis.proxy.record.RecordEntry;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One decision: what was required, what was found, what failed, as a tree. Thread-safe. */
final class DecisionView {
  private final RecentEntries recent;

  DecisionView(RecentEntries recent) {
    this.recent = recent;
  }

  PageReply page(String id) {
    Optional<RecordEntry> found = recent.decision(id);
    if (found.isEmpty()) {
      Html page = Frame.begin(Frame.Part.DECISIONS, "No such decision", false);
      page.markup("<p>")
          .text("Decision " + Quoting.shorten(id) + " is not among the last ones; ask the record: ")
          .element("code", "portcullis audit query --id ID --config FILE")
          .markup("</p>");
      return Frame.end(404, page);
    }
    RecordEntry entry = found.get();
    Html page = Frame.begin(Frame.Part.DECISIONS, entry.reference(), false);
    page.markup("<p class=\"verdict\">");
    Words.decision(page, entry.decision());
    page.text(" " + entry.reason()).markup("</p>");
    page.element("h2", "What was required, and what was found");
    tree(page, entry.trace());
    page.element("h2", "The pull").markup("<dl>");
    facts(page, entry);
    page.markup("</dl>");
    return Frame.end(200, page);
  }

  private static void facts(Html page, RecordEntry entry) {
    fact(page, "Image", List.of(entry.image()), "", true);
    fact(page, "Digest", List.of(entry.digest()), "digest", true);
    fact(page, "Platform", List.of(entry.platform()), "", false);
    fact(page, "Time", List.of(entry.last().toString()), "", false);
    fact(page, "Client", List.of(entry.client()), "", true);
    fact(page, "Rule", List.of(entry.rule()), "", true);
    fact(page, "Time to the verdict", List.of(Words.time(entry.micros() * 1e3)), "", false);
    fact(page, "Signers", entry.signers(), "signer", true);
    fact(page, "Keys and certificates", entry.keys(), "key", false);
    fact(page, "Evidence", entry.evidence(), "", false);
    fact(page, "Log entries", entry.logEntries(), "logEntry", false);
    fact(page, "Decision id", List.of(entry.id()), "", false);
  }

  /**
   * A fact.
   *
   * @param revocable as what its values can be revoked; empty if they cannot
   * @param searched whether its values lead to the other decisions that have them
   */
  private static void fact(
      Html page, String name, List<String> values, String revocable, boolean searched) {
    if (String.join("", values).isEmpty()) {
      return;
    }
    page.element("dt", name);
    for (String value : values) {
      page.markup("<dd>");
      if (searched) {
        page.markup("<a href=\"/ui?q=").text(Frame.inQuery(value)).markup("\">");
        page.text(value).markup("</a>");
      } else {
        page.text(value);
      }
      if (!revocable.isEmpty()) {
        Frame.revokeLink(page, revocable, value);
      }
      page.markup("</dd>");
    }
  }

  private static void tree(Html page, String trace) {
    JsonNode requirements;
    try {
      requirements = JsonMapper.shared().readTree(trace.isEmpty() ? "[]" : trace);
    } catch (JacksonException e) {
      requirements = JsonMapper.shared().createArrayNode(); // not ours: there is nothing to show
    }
    if (requirements.isEmpty()) {
      page.element(
          "p class=\"note\"",
          "Nothing was required, or this verdict was reached before the restart; the entry of the"
              + " first pull in the record has its requirements.");
    } else {
      branch(page, requirements);
    }
  }

  /** Lists within lists, which open and close with the keyboard and are read as what they are. */
  private static void branch(Html page, JsonNode requirements) {
    page.markup("<ul class=\"tree\">");
    for (JsonNode one : requirements) {
      boolean met = one.path("met").asBoolean(false);
      boolean leaf = one.path("reasons").isEmpty() && one.path("parts").isEmpty();
      page.markup(leaf ? "<li>" : "<li><details open><summary>");
      page.markup("<span class=\"mark ").markup(met ? "admit" : "refuse").markup("\">");
      page.text(met ? "met" : "not met").markup("</span> ");
      page.text(one.path("requirement").asString(""));
      if (!leaf) {
        page.markup("</summary>");
        reasons(page, one.path("reasons"));
        if (!one.path("parts").isEmpty()) {
          branch(page, one.path("parts"));
        }
        page.markup("</details>");
      }
      page.markup("</li>");
    }
    page.markup("</ul>");
  }

  private static void reasons(Html page, JsonNode reasons) {
    if (reasons.isEmpty()) {
      return;
    }
    page.markup("<ul class=\"reasons\">");
    reasons.forEach(reason -> page.element("li", reason.asString("")));
    page.markup("</ul>");
  }
}
