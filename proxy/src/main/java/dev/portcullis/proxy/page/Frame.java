package dev.portcullis.proxy.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What all pages have around them. */
final class Frame {
  private static final String END = "</main></body></html>\n";

  private Frame() {}

  /** The parts that the navigation leads to. */
  enum Part {
    DECISIONS("Decisions", "/ui"),
    SIGNERS("Signers", "/ui/signers"),
    REVOCATION("Revocation", "/ui/revocation"),
    LATENCY("Latency", "/ui/latency");

    private final String title;
    private final String path;

    Part(String title, String path) {
      this.title = title;
      this.path = path;
    }
  }

  /**
   * The beginning of a page, up to its heading.
   *
   * @param live whether it is read anew by itself: by the script where there is one, else by the
   *     browser
   */
  static Html begin(Part part, String title, boolean live) {
    Html page = new Html();
    page.markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .markup("<link rel=\"stylesheet\" href=\"/ui/style.css\"><title>")
        .text(title + " - Portcullis")
        .markup("</title>");
    if (live) {
      page.markup("<script src=\"/ui/live.js\" defer></script>")
          .markup("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>");
    }
    page.markup("</head><body><a class=\"skip\" href=\"#main\">To the content</a><header>")
        .markup("<span class=\"name\">Portcullis</span><nav aria-label=\"Pages\"><ul>");
    for (Part each : Part.values()) {
      page.markup("<li><a href=\"" + each.path + "\"")
          .markup(each == part ? " aria-current=\"page\">" : ">")
          .text(each.title)
          .markup("</a></li>");
    }
    return page.markup("</ul></nav></header><main id=\"main\" tabindex=\"-1\"><h1>")
        .text(title)
        .markup("</h1>");
  }

  /** A page that is complete. */
  static PageReply end(int status, Html page) {
    return PageReply.html(status, page.markup(END));
  }

  /** Text as part of a query. */
  static String inQuery(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A link to where something may be revoked. */
  static void revokeLink(Html page, String kind, String value) {
    page.markup(" <a class=\"act\" href=\"" + RevokeForm.REVOKE + "?kind=" + kind + "&amp;value=")
        .text(inQuery(value))
        .markup("\">Revoke<span class=\"unseen\"> ")
        .text(kind + " " + value)
        .markup("</span></a>");
  }
}
