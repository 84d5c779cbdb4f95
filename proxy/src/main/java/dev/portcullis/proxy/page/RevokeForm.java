package dev.portcullis.proxy.page;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import dev.portcullis.proxy.record.RecordEntry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Revoking, and taking a revocation back: a page that says what will happen and asks for the admin
 * token, and what came of it. The token goes in the body of the form only, never in an address, and
 * no page ever contains it. Thread-safe.
 */
final class RevokeForm {
  /** Where something is revoked. */
  static final String REVOKE = "/ui/revoke";

  /** Where a revocation is taken back. */
  static final String TAKE_BACK = "/ui/unrevoke";

  private static final int IMAGES = 10;

  private final PageSources sources;

  RevokeForm(PageSources sources) {
    this.sources = sources;
  }

  /** A form that leads to {@link #ask}. */
  static void beginning(Html page) {
    page.element("h3", "Revoke something")
        .markup("<form method=\"get\" action=\"" + REVOKE + "\" class=\"line\">");
    kinds(page, "");
    page.markup("<label for=\"value\">Which</label> <input id=\"value\" name=\"value\" required")
        .markup(" autocomplete=\"off\" aria-describedby=\"value-help\"> ")
        .markup("<button>Continue</button><p id=\"value-help\" class=\"note\">")
        .text("A digest, a signer's name, the SHA-256 of a key or certificate, or HOST/INDEX of a")
        .text(" log entry. Nothing is revoked before you confirm it.")
        .markup("</p></form>");
  }

  private static void kinds(Html page, String chosen) {
    page.markup("<label for=\"kind\">Kind</label> <select id=\"kind\" name=\"kind\">");
    for (String kind : Revoked.KINDS) {
      page.markup(kind.equals(chosen) ? "<option selected>" : "<option>").text(kind);
      page.markup("</option>");
    }
    page.markup("</select> ");
  }

  /** The page that asks for confirmation. */
  PageReply ask(PageRequest request) {
    return form(200, request, "");
  }

  /** Does what was confirmed, if it was confirmed with the token. */
  PageReply send(PageRequest request) {
    return switch (request.authority()) {
      case CHANGES -> change(request);
      case TOKEN_WRONG -> form(403, request, "That is not the admin token. Nothing has changed.");
      case NO_TOKEN_SET -> form(403, request, "Set adminTokenFile: changes need the admin token.");
      case FROM_ELSEWHERE, READS ->
          form(403, request, "This form came from another site. Nothing has changed.");
    };
  }

  private PageReply change(PageRequest request) {
    if (!Revoked.KINDS.contains(request.field("kind"))) {
      return form(400, request, "Choose a kind. Nothing has changed.");
    }
    boolean revokes = request.path().equals(REVOKE);
    AdminReply reply =
        sources
            .api()
            .apply(revokes ? revocation(request) : taking(request))
            .orElseGet(() -> AdminReply.error(404, "revocations are not kept here"));
    return reply.status() / 100 == 2
        ? done(request, revokes, told(reply, "warning"))
        : form(reply.status(), request, told(reply, "error") + ". Nothing has changed.");
  }

  private static AdminRequest revocation(PageRequest request) {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put(request.field("kind"), request.field("value").strip())
            .put("reason", request.field("reason").strip())
            .toString();
    return new AdminRequest("POST", Revoked.PATH, Map.of(), Bytes.utf8(body));
  }

  private static AdminRequest taking(PageRequest request) {
    return new AdminRequest(
        "DELETE",
        Revoked.PATH,
        Map.of(request.field("kind"), request.field("value").strip()),
        Bytes.empty());
  }

  private static String told(AdminReply reply, String member) {
    try {
      return JsonMapper.shared().readTree(reply.json()).path(member).asString("");
    } catch (JacksonException e) {
      return reply.json().strip(); // not JSON: the text itself is told
    }
  }

  private static PageReply done(PageRequest request, boolean revokes, String warning) {
    String what = request.field("kind") + " " + request.field("value").strip();
    String title = revokes ? "Revoked" : "Taken back";
    Html page = Frame.begin(Frame.Part.REVOCATION, title, false);
    page.markup("<p role=\"status\" class=\"verdict\">").text(what);
    page.text(revokes ? " is revoked from the next pull on." : " is not revoked any more.");
    page.text(" The record has it.").markup("</p>");
    if (!warning.isEmpty()) {
      page.markup("<p role=\"alert\" class=\"problem\">").text(warning).markup("</p>");
    }
    page.markup("<p><a href=\"/ui/revocation\">What is revoked</a></p>");
    return Frame.end(200, page);
  }

  private PageReply form(int status, PageRequest request, String problem) {
    boolean revokes = request.path().equals(REVOKE);
    Html page =
        Frame.begin(
            Frame.Part.REVOCATION, revokes ? "Revoke?" : "Take the revocation back?", false);
    if (!problem.isEmpty()) {
      page.markup("<p role=\"alert\" class=\"problem\">").text(problem).markup("</p>");
    }
    if (revokes) {
      impact(page, request);
    }
    page.markup("<form method=\"post\" class=\"stack\" action=\"" + request.path() + "\"><p>");
    kinds(page, request.field("kind"));
    page.markup("</p><p><label for=\"value\">Which</label> ")
        .markup("<input id=\"value\" name=\"value\" required autocomplete=\"off\" value=\"")
        .text(request.field("value"))
        .markup("\"></p>");
    if (revokes) {
      page.markup("<p><label for=\"reason\">Why; refused clients are told</label> ")
          .markup("<input id=\"reason\" name=\"reason\" required autocomplete=\"off\" value=\"")
          .text(request.field("reason"))
          .markup("\"></p>");
    }
    page.markup("<p><label for=\"token\">Admin token</label> <input id=\"token\" name=\"token\"")
        .markup(" type=\"password\" required autocomplete=\"off\"></p><p><button class=\"danger\">")
        .text(revokes ? "Revoke" : "Take back")
        .markup("</button> <a href=\"/ui/revocation\">Cancel</a></p></form>");
    return Frame.end(status, page);
  }

  /** What of late would have been refused. */
  private void impact(Html page, PageRequest request) {
    String kind = request.field("kind");
    String value = request.field("value").strip();
    long pulls = 0;
    TreeSet<String> images = new TreeSet<>();
    for (RecordEntry entry : sources.recent().newestFirst()) {
      if (entry.kind() == RecordEntry.Kind.PULL && rests(entry, kind, value)) {
        pulls += entry.pulls();
        images.add(entry.image());
      }
    }
    page.markup("<p>").text("It holds from the next pull on, also for what is in memory. ");
    if (pulls == 0) {
      page.text("None of the last pulls that were let in rests on it.");
    } else {
      page.text(pulls + " of the last pulls that were let in rest on it, of ");
      page.text(images.size() == 1 ? "one image: " : images.size() + " images: ");
      page.text(String.join(", ", images.stream().limit(IMAGES).toList()));
      page.text(images.size() > IMAGES ? ", ..." : ".");
    }
    page.markup(" ").text("All: ").markup("<code>portcullis audit impact</code>.</p>");
  }

  private static boolean rests(RecordEntry entry, String kind, String value) {
    if (!List.of("admit", "warn", "audit").contains(entry.decision())) {
      return false;
    }
    Collection<String> values =
        switch (kind) {
          case "digest" -> List.of(entry.digest());
          case "signer" -> entry.signers();
          case "key", "certificate" -> entry.keys();
          case "logEntry" -> entry.logEntries();
          default -> List.of();
        };
    return values.contains(value);
  }
}
