package dev.portcullis.proxy.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A drawing of values over time, which also says in words what it shows.
 *
 * @param title what it shows
 * @param times the end of each step
 * @param series the lines, at most five
 * @param logarithmic whether each step upwards is ten times the one below
 * @param unit writes a value
 */
record LineChart(
    String title,
    List<Instant> times,
    List<Series> series,
    boolean logarithmic,
    DoubleFunction<String> unit) {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int LEFT = 70;
  private static final int RIGHT = 576;
  private static final int TOP = 14;
  private static final int BOTTOM = 196;

  LineChart {
    times = List.copyOf(times);
    series = List.copyOf(series);
  }

  /**
   * A line.
   *
   * @param name what it is
   * @param values one for each time; {@link Double#NaN} where there is none
   */
  record Series(String name, List<Double> values) {
    Series {
      values = List.copyOf(values);
    }

    private double last() {
      return values.reversed().stream()
          .filter(value -> !value.isNaN())
          .findFirst()
          .orElse(Double.NaN);
    }

    private double[] known() {
      return values.stream()
          .mapToDouble(Double::doubleValue)
          .filter(value -> !Double.isNaN(value))
          .toArray();
    }
  }

  /** Adds the drawing, and the same in words. */
  void draw(Html page) {
    double[] all = series.stream().flatMapToDouble(each -> Arrays.stream(each.known())).toArray();
    page.markup("<figure class=\"card\"><figcaption><h2>").text(title).markup("</h2>");
    if (all.length == 0 || times.size() < 2) {
      page.markup("<p class=\"note\">Nothing yet.</p></figcaption></figure>");
      return;
    }
    page.markup("</figcaption>");
    List<Double> ticks =
        logarithmic
            ? powers(Arrays.stream(all).min().orElse(1), Arrays.stream(all).max().orElse(1))
            : steps(Arrays.stream(all).max().orElse(1));
    page.markup("<svg class=\"chart\" viewBox=\"0 0 720 224\" role=\"img\" aria-label=\"");
    page.text(words()).markup("\">");
    ticks.forEach(tick -> tick(page, tick, ticks));
    time(page, 0, "start");
    time(page, times.size() / 2, "middle");
    time(page, times.size() - 1, "end");
    List<Double> labels = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      line(page, series.get(i), i, ticks, labels);
    }
    page.markup("</svg>");
    numbers(page);
    page.markup("</figure>");
  }

  private String words() {
    List<String> said = new ArrayList<>();
    for (Series each : series) {
      double[] known = each.known();
      if (known.length > 0) {
        said.add(
            each.name()
                + ": now "
                + unit.apply(each.last())
                + ", at least "
                + unit.apply(Arrays.stream(known).min().orElse(0))
                + ", at most "
                + unit.apply(Arrays.stream(known).max().orElse(0)));
      }
    }
    return title + ". " + String.join("; ", said);
  }

  private static List<Double> powers(double least, double most) {
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(Math.max(least, 1e-9)));
    int last = Math.max(first + 1, (int) Math.ceil(Math.log10(Math.max(most, 1e-9))));
    for (int power = first; power <= last; power++) {
      ticks.add(Math.pow(10, power));
    }
    return ticks;
  }

  private static List<Double> steps(double most) {
    double size = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1))));
    double step = most / size > 5 ? 2 * size : most / size > 2 ? size : size / 2;
    List<Double> ticks = new ArrayList<>();
    for (double tick = 0; ticks.isEmpty() || ticks.getLast() < most; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  private double height(double value, List<Double> ticks) {
    double from = scale(ticks.getFirst());
    double to = scale(ticks.getLast());
    double share = Math.clamp((scale(value) - from) / (to - from), 0, 1);
    return BOTTOM - (share * (BOTTOM - TOP));
  }

  private double scale(double value) {
    return logarithmic ? Math.log10(Math.max(value, 1e-9)) : value;
  }

  private double across(int index) {
    return LEFT + ((double) (RIGHT - LEFT) * index / (times.size() - 1));
  }

  private void tick(Html page, double tick, List<Double> ticks) {
    double y = height(tick, ticks);
    page.markup(
            String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                LEFT,
                RIGHT,
                y,
                y))
        .markup(
            String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 8, y + 4))
        .text(unit.apply(tick))
        .markup("</text>");
  }

  private void time(Html page, int index, String anchor) {
    page.markup(
            String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">",
                across(index),
                BOTTOM + 20,
                anchor))
        .text(CLOCK.format(times.get(index)))
        .markup("</text>");
  }

  private void line(Html page, Series line, int number, List<Double> ticks, List<Double> labels) {
    if (line.known().length == 0) {
      return;
    }
    page.markup("<path class=\"line line" + number + "\" d=\"");
    boolean drawing = false;
    for (int i = 0; i < line.values().size(); i++) {
      double value = line.values().get(i);
      if (!Double.isNaN(value)) {
        page.markup(
            String.format(
                Locale.ROOT,
                drawing ? "L%.1f %.1f" : "M%.1f %.1fh.01",
                across(i),
                height(value, ticks)));
      }
      drawing = !Double.isNaN(value);
    }
    double y = free(height(line.last(), ticks), labels);
    page.markup("\"/>")
        .markup(
            String.format(
                Locale.ROOT,
                "<text class=\"name%d\" x=\"%d\" y=\"%.1f\">",
                number,
                RIGHT + 8,
                y + 4))
        .text(line.name() + ": " + unit.apply(line.last()))
        .markup("</text>");
  }

  /** Where a label has room among those that are there. */
  private static double free(double wanted, List<Double> labels) {
    double y = wanted;
    boolean moved = true;
    while (moved) {
      moved = false;
      for (double other : labels) {
        if (Math.abs(other - y) < 14) {
          y = other - 14.5;
          moved = true;
        }
      }
    }
    labels.add(y);
    return y;
  }

  /** The last five minutes as a table. */
  private void numbers(Html page) {
    page.markup("<details><summary>The numbers of the last five minutes</summary><table>");
    page.markup("<thead><tr><th scope=\"col\">Until (UTC)</th>");
    series.forEach(each -> page.element("th scope=\"col\"", each.name()));
    page.markup("</tr></thead><tbody>");
    for (int i = times.size() - 1; i >= Math.max(0, times.size() - 30); i--) {
      page.markup("<tr>")
          .element("th scope=\"row\"", times.get(i).toString().replaceAll(".*T|\\..*|Z", ""));
      for (Series each : series) {
        double value = each.values().get(i);
        page.element("td class=\"number\"", Double.isNaN(value) ? "none" : unit.apply(value));
      }
      page.markup("</tr>");
    }
    page.markup("</tbody></table></details>");
  }
}
