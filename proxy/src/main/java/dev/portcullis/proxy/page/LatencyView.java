package dev.portcullis.proxy.page;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** How many pulls there were in the last hour, and how long their verdicts took. Thread-safe. */
final class LatencyView {
  private static final int MOST_LINES = 5;

  private final LatencyHistory history;

  LatencyView(LatencyHistory history) {
    this.history = history;
  }

  PageReply page() {
    List<LatencyHistory.Point> points = history.points();
    Html page = Frame.begin(Frame.Part.LATENCY, "Latency", true);
    page.markup("<p class=\"note\">")
        .text("The last hour in steps of ten seconds, out of this proxy's own counters. Times are")
        .text(" from the parsed request to the verdict; between two bounds of the histogram they")
        .text(" are estimated. Times are in UTC. ")
        .markup("<span id=\"news\" role=\"status\"></span></p><div id=\"live\">");
    chart("Pulls per second", points, false, LatencyView::rate, rates(points)).draw(page);
    chart(
            "Verdicts from memory",
            points,
            true,
            Words::time,
            List.of(
                line("half", points, point -> point.times().hot().quantile(0.5)),
                line("99 of 100", points, point -> point.times().hot().quantile(0.99))))
        .draw(page);
    chart(
            "Verdicts that were worked out",
            points,
            true,
            Words::time,
            List.of(
                line("half", points, point -> point.times().cold().quantile(0.5)),
                line("99 of 100", points, point -> point.times().cold().quantile(0.99))))
        .draw(page);
    return Frame.end(200, page.markup("</div>"));
  }

  private static LineChart chart(
      String title,
      List<LatencyHistory.Point> points,
      boolean logarithmic,
      java.util.function.DoubleFunction<String> unit,
      List<LineChart.Series> lines) {
    List<Instant> times = points.stream().map(LatencyHistory.Point::end).toList();
    return new LineChart(title, times, lines, logarithmic, unit);
  }

  private static List<LineChart.Series> rates(List<LatencyHistory.Point> points) {
    TreeSet<String> kinds = new TreeSet<>();
    points.forEach(
        point ->
            point
                .times()
                .decisions()
                .forEach(
                    (kind, count) -> {
                      if (count > 0) {
                        kinds.add(kind);
                      }
                    }));
    return kinds.stream()
        .limit(MOST_LINES)
        .map(
            kind ->
                line(
                    kind,
                    points,
                    point ->
                        1000.0
                            * point.times().decisions().getOrDefault(kind, 0L)
                            / Math.max(1, point.span().toMillis())))
        .toList();
  }

  private static LineChart.Series line(
      String name,
      List<LatencyHistory.Point> points,
      ToDoubleFunction<LatencyHistory.Point> value) {
    return new LineChart.Series(name, points.stream().map(value::applyAsDouble).toList());
  }

  private static String rate(double perSecond) {
    return perSecond == Math.rint(perSecond) || perSecond >= 100
        ? String.format(Locale.ROOT, "%.0f/s", perSecond)
        : String.format(Locale.ROOT, "%.1f/s", perSecond);
  }
}
