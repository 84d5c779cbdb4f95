package dev.portcullis.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Histograms as rows of a table and lines of a plot. */
final class Histograms {
  private Histograms() {}

  static String header(String what, String counted) {
    return "| %s | %s | p50 us | p90 us | p99 us | p99.9 us |%n|---|---|---|---|---|---|%n"
        .formatted(what, counted);
  }

  static String row(String name, Histogram histogram) {
    Sample.Latency latency = histogram.latency();
    return "| %s | %,d | %,.0f | %,.0f | %,.0f | %,.0f |%n"
        .formatted(
            name, histogram.total(), latency.p50(), latency.p90(), latency.p99(), latency.p999());
  }

  static Map<String, List<Double>> percentiles(Map<String, Histogram> histograms) {
    Map<String, List<Double>> lines = new LinkedHashMap<>();
    histograms.forEach(
        (name, histogram) -> {
          Sample.Latency latency = histogram.latency();
          lines.put(name, List.of(latency.p50(), latency.p90(), latency.p99(), latency.p999()));
        });
    return lines;
  }

  /** The median of one of them in microseconds; NaN if there is none of that name. */
  static double median(Map<String, Histogram> histograms, String name) {
    Histogram histogram = histograms.get(name);
    return histogram == null ? Double.NaN : histogram.micros(0.5);
  }
}
