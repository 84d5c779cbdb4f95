package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The samples of each arm, round by round, and what they come to. */
final class Runs {
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  /** One measured run of something. */
  @FunctionalInterface
  interface Measured {
    Sample run(Arm arm) throws IOException, InterruptedException;
  }

  /** Puts every arm through {@code rounds} runs, in turn, checking it after each. */
  static Runs alternate(Stage stage, List<Arm> arms, int rounds, Measured measured)
      throws IOException, InterruptedException {
    Runs runs = new Runs();
    for (int round = 1; round <= rounds; round++) {
      for (Arm arm : arms) {
        Sample sample = measured.run(arm);
        stage.check(arm);
        runs.samples.computeIfAbsent(arm.name(), first -> new ArrayList<>()).add(sample);
        Stage.say(
            "  %d/%d %-26s %,10.0f/s  p50 %,8.0f us  p99 %,9.0f us  errors %d"
                .formatted(
                    round,
                    rounds,
                    arm.name(),
                    sample.rate(),
                    sample.latency().p50(),
                    sample.latency().p99(),
                    sample.errors()));
      }
    }
    return runs;
  }

  /** A closed loop of {@code connections} on {@code url}. */
  static Sample closed(Wrk wrk, Arm arm, URI url, int connections, Duration duration)
      throws IOException, InterruptedException {
    Usage before = Usage.of(arm.pid());
    Wrk.Result result = wrk.run(url, connections, duration);
    Usage after = Usage.of(arm.pid());
    return new Sample(
        result.requests() / result.seconds(),
        result.errors(),
        result.latency(),
        1000 * after.cpuSince(before) / Math.max(1, result.requests()),
        after.residentBytes());
  }

  /** An open loop at {@code rate} on {@code url}. */
  static Sample open(Arm arm, URI url, int connections, int rate, Pace pace) throws IOException {
    return opened(arm, () -> OpenLoop.run(url, connections, rate, pace.open()));
  }

  /** An open loop at {@code rate} that asks for each of {@code urls} once. */
  static Sample each(Arm arm, List<URI> urls, int connections, int rate) throws IOException {
    return opened(arm, () -> OpenLoop.each(urls, connections, rate));
  }

  private interface Opened {
    OpenLoop.Result run() throws IOException;
  }

  private static Sample opened(Arm arm, Opened loop) throws IOException {
    Usage before = Usage.of(arm.pid());
    OpenLoop.Result result = loop.run();
    Usage after = Usage.of(arm.pid());
    return new Sample(
        result.requests() / result.seconds(),
        result.errors(),
        result.histogram().latency(),
        1000 * after.cpuSince(before) / Math.max(1, result.requests()),
        after.residentBytes());
  }

  Map<String, List<Sample>> samples() {
    return samples;
  }

  /** The median over the rounds, by arm. */
  Map<String, Double> medians(ToDoubleFunction<Sample> field) {
    Map<String, Double> medians = new LinkedHashMap<>();
    samples.forEach((name, runs) -> medians.put(name, median(runs, field)));
    return medians;
  }

  /** The percentiles of each arm, for a plot. */
  Map<String, List<Double>> percentiles() {
    Map<String, List<Double>> lines = new LinkedHashMap<>();
    samples.forEach(
        (name, runs) ->
            lines.put(
                name,
                List.of(
                    median(runs, sample -> sample.latency().p50()),
                    median(runs, sample -> sample.latency().p90()),
                    median(runs, sample -> sample.latency().p99()),
                    median(runs, sample -> sample.latency().p999()))));
    return lines;
  }

  /** A table: medians, in brackets the lowest and highest round; ratios to {@code base}. */
  String table(String base) {
    StringBuilder text = new StringBuilder();
    text.append("| arm | requests/s | to " + base + " | p50 us | p90 us | p99 us | p99.9 us |");
    text.append(
        " CPU s per 1,000 | RSS MB | errors |\n|---|---|---|---|---|---|---|---|---|---|\n");
    double unit = medians(Sample::rate).getOrDefault(base, Double.NaN);
    samples.forEach(
        (name, runs) -> {
          double rate = median(runs, Sample::rate);
          text.append("| %s | %,.0f".formatted(name, rate));
          if (runs.size() > 1) {
            text.append(
                " [%,.0f to %,.0f]"
                    .formatted(
                        runs.stream().mapToDouble(Sample::rate).min().orElse(0),
                        runs.stream().mapToDouble(Sample::rate).max().orElse(0)));
          }
          text.append(Double.isNaN(unit) ? " | -" : " | %.2f".formatted(rate / unit))
              .append(
                  " | %,.0f | %,.0f | %,.0f | %,.0f"
                      .formatted(
                          median(runs, sample -> sample.latency().p50()),
                          median(runs, sample -> sample.latency().p90()),
                          median(runs, sample -> sample.latency().p99()),
                          median(runs, sample -> sample.latency().p999())))
              .append(
                  " | %.4f | %.0f | %d |%n"
                      .formatted(
                          median(runs, Sample::cpu),
                          median(runs, sample -> sample.resident() / 1e6),
                          runs.stream().mapToLong(Sample::errors).sum()));
        });
    return text.toString();
  }

  private static double median(List<Sample> runs, ToDoubleFunction<Sample> field) {
    double[] sorted = runs.stream().mapToDouble(field).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
