package dev.portcullis.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws plots as SVG: bars, and lines over a logarithmic axis. */
final class Svg {
  private static final int WIDTH = 760;
  private static final int LABEL = 210;
  private static final int ROW = 26;
  private static final int TOP = 44;
  private static final List<String> COLOURS =
      List.of(
          "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#b07aa1", "#9c755f", "#79706e");

  private Svg() {}

  /** Horizontal bars, the proxy's own in a colour of their own. */
  static String bars(String title, String unit, Map<String, Double> values) {
    double most = values.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    StringBuilder svg = open(title, TOP + ROW * values.size() + 16);
    int y = TOP;
    for (Map.Entry<String, Double> bar : values.entrySet()) {
      double width = (WIDTH - LABEL - 120) * bar.getValue() / Math.max(most, 1e-9);
      String colour = bar.getKey().startsWith("portcullis") ? COLOURS.get(1) : COLOURS.get(0);
      svg.append(text(LABEL - 8, y + 16, "end", bar.getKey()))
          .append(
              "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>%n"
                  .formatted(LABEL, y + 3, width, ROW - 8, colour))
          .append(text(LABEL + width + 6, y + 16, "start", number(bar.getValue()) + " " + unit));
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  /** One line for each series; the vertical axis is logarithmic. */
  static String lines(
      String title, String unit, List<String> across, Map<String, List<Double>> series) {
    double least = extreme(series, false);
    double most = Math.max(extreme(series, true), least * 1.1);
    int height = 300;
    StringBuilder svg = open(title, TOP + height + 40 + 18 * ((series.size() + 1) / 2));
    double step = (WIDTH - 140.0) / Math.max(1, across.size() - 1);
    for (double tick = Math.pow(10, Math.floor(Math.log10(least))); tick <= most * 10; tick *= 10) {
      if (tick >= least && tick <= most) {
        double y = at(tick, least, most, height);
        svg.append(
                "<line x1='70' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>%n"
                    .formatted(WIDTH - 60, y, y))
            .append(text(64, y + 4, "end", number(tick) + " " + unit));
      }
    }
    for (int i = 0; i < across.size(); i++) {
      svg.append(text(80 + i * step, TOP + height + 18, "middle", across.get(i)));
    }
    int n = 0;
    for (Map.Entry<String, List<Double>> line : series.entrySet()) {
      String colour = COLOURS.get(n % COLOURS.size());
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < line.getValue().size(); i++) {
        points.append(
            "%.1f,%.1f ".formatted(80 + i * step, at(line.getValue().get(i), least, most, height)));
      }
      svg.append(
          "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>%n"
              .formatted(points.toString().strip(), colour));
      int y = TOP + height + 40 + 18 * (n / 2);
      int x = 80 + 330 * (n % 2);
      svg.append(
              "<rect x='%d' y='%d' width='12' height='4' fill='%s'/>%n".formatted(x, y - 6, colour))
          .append(text(x + 18, y, "start", line.getKey()));
      n++;
    }
    return svg.append("</svg>\n").toString();
  }

  private static double extreme(Map<String, List<Double>> series, boolean most) {
    var values =
        series.values().stream()
            .flatMap(List::stream)
            .mapToDouble(Double::doubleValue)
            .filter(value -> value > 0)
            .summaryStatistics();
    return values.getCount() == 0 ? 1 : most ? values.getMax() : values.getMin();
  }

  private static double at(double value, double least, double most, int height) {
    double share =
        (Math.log(Math.max(value, least)) - Math.log(least)) / (Math.log(most) - Math.log(least));
    return TOP + height * (1 - share);
  }

  private static StringBuilder open(String title, int height) {
    return new StringBuilder(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
                    .formatted(WIDTH, height)
                + " font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n")
        .append("<text x='16' y='24' font-size='15'>%s</text>%n".formatted(escape(title)));
  }

  private static String text(double x, double y, String anchor, String words) {
    return String.format(
        Locale.ROOT,
        "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>%n",
        x,
        y,
        anchor,
        escape(words));
  }

  static String number(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
