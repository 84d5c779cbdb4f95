package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Writes what was measured as Markdown: medians, spreads, and ratios to the cached nginx. */
final class Report {
  private final Duration duration;
  private final int rounds;

  Report(Duration duration, int rounds) {
    this.duration = duration;
    this.rounds = rounds;
  }

  String markdown(Map<Arm, List<Sample>> samples) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# GET of a verified manifest by digest, warm\n\n");
    text.append(machine()).append("\n\n");
    text.append(
        "wrk on processor 0 (1 thread, 16 connections, closed loop), each server on processor 1;"
            + " %d rounds of %d s, arms alternated. Medians; in brackets the lowest and highest"
                .formatted(rounds, duration.toSeconds())
            + " round. Only ratios within this run mean anything.\n\n");
    text.append(
        "| arm | requests/s | to nginx-cache | p50 us | p90 us | p99 us | p99.9 us | errors |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    double base = baseline(samples);
    for (Map.Entry<Arm, List<Sample>> entry : samples.entrySet()) {
      List<Sample> runs = entry.getValue();
      double rate = median(runs, Sample::rate);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f [%,.0f to %,.0f] | %s | %.0f | %.0f | %.0f | %.0f | %d |%n",
              entry.getKey().name(),
              rate,
              runs.stream().mapToDouble(Sample::rate).min().orElse(0),
              runs.stream().mapToDouble(Sample::rate).max().orElse(0),
              Double.isNaN(base) ? "-" : String.format(Locale.ROOT, "%.2f", rate / base),
              median(runs, Sample::p50),
              median(runs, Sample::p90),
              median(runs, Sample::p99),
              median(runs, Sample::p999),
              runs.stream().mapToLong(Sample::errors).sum()));
    }
    text.append(
        "\nAfter the last round the signed image was still served and the unsigned one still"
            + " refused.\n");
    return text.toString();
  }

  private static double baseline(Map<Arm, List<Sample>> samples) {
    return samples.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals("nginx-cache"))
        .mapToDouble(entry -> median(entry.getValue(), Sample::rate))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double median(List<Sample> runs, ToDoubleFunction<Sample> field) {
    double[] sorted = runs.stream().mapToDouble(field).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse("unknown processor");
    return "Machine: "
        + Runtime.getRuntime().availableProcessors()
        + " virtual processors ("
        + model
        + "), Linux "
        + System.getProperty("os.version")
        + ", Java "
        + Runtime.version()
        + ".";
  }
}
