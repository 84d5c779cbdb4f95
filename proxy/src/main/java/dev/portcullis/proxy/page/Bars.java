package dev.portcullis.proxy.page;

import java.util.Locale;
import java.util.Map;

/** Numbers by name, as bars beside the numbers. */
final class Bars {
  private static final int WIDTH = 200;

  private Bars() {}

  static void draw(Html page, String title, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    long most = Math.max(1, counts.values().stream().mapToLong(Long::longValue).max().orElse(1));
    page.markup("<section class=\"card\">").element("h2", title);
    page.markup("<table><tbody>");
    counts.forEach(
        (name, count) -> {
          page.markup("<tr>").element("th scope=\"row\"", name);
          page.element("td class=\"number\"", Long.toString(count));
          page.markup("<td><svg aria-hidden=\"true\" class=\"bar\" viewBox=\"0 0 200 10\"")
              .markup(" preserveAspectRatio=\"none\"><rect height=\"10\"")
              .markup(
                  String.format(
                      Locale.ROOT,
                      " width=\"%d\"/>",
                      count == 0 ? 0 : Math.max(1, WIDTH * count / most)))
              .markup("</svg></td></tr>");
        });
    page.markup("</tbody></table></section>");
  }
}
