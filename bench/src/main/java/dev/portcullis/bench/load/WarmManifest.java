package dev.portcullis.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** GET of one manifest by digest, again and again: peak rate, and latency at fixed rates. */
final class WarmManifest implements Scenario {
  private static final String CACHE = "nginx proxy_cache";
  private static final String TRIED = "[what was tried](warm-path.md)";
  private static final int CONNECTIONS = 16;
  private static final int[] RATES = {1_000, 3_000};

  @Override
  public String name() {
    return "warm";
  }

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Pace pace = stage.pace();
    Wrk wrk = new Wrk(stage.work(), stage.servers());
    List<Arm> arms = stage.arms();
    for (Arm arm : arms) {
      Stage.say("  warming " + arm.name());
      stage.check(arm);
      wrk.run(stage.warmManifest(arm), CONNECTIONS, pace.run());
    }
    Map<String, String> plots = new LinkedHashMap<>();
    Runs closed =
        Runs.alternate(
            stage,
            arms,
            pace.rounds(),
            arm -> Runs.closed(wrk, arm, stage.warmManifest(arm), CONNECTIONS, pace.run()));
    plots.put(
        "warm-rate",
        Svg.bars("Warm manifest, requests a second at most", "/s", closed.medians(Sample::rate)));
    plots.put(
        "warm-cpu",
        Svg.bars(
            "Warm manifest, processor milliseconds for 1,000 requests",
            "ms",
            closed.medians(sample -> 1000 * sample.cpu())));
    StringBuilder text =
        new StringBuilder(
            "Closed loop, %d connections: the rate at most. A closed loop hides stalls, so its"
                    .formatted(CONNECTIONS)
                + " tails are not those of clients.\n\n"
                + closed.table(CACHE));
    List<Target> targets = new ArrayList<>(targets(closed));
    for (int rate : RATES) {
      Runs open =
          Runs.alternate(
              stage,
              arms,
              Math.max(1, pace.rounds() - 1),
              arm -> Runs.open(arm, stage.warmManifest(arm), CONNECTIONS, rate, pace));
      text.append(
              "%nOpen loop at %,d requests a second; latency counts from when each was due.%n%n"
                  .formatted(rate))
          .append(open.table(CACHE));
      plots.put(
          "warm-latency-" + rate,
          Svg.lines(
              "Warm manifest at %,d requests a second, latency".formatted(rate),
              "us",
              List.of("p50", "p90", "p99", "p99.9"),
              open.percentiles()));
      targets.add(
          Target.atMost(
              "warm GET at %,d a second, p99 to nginx `proxy_cache`".formatted(rate),
              1.5,
              ratio(open, sample -> sample.latency().p99(), CACHE),
              "",
              TRIED));
    }
    return new Section(
        "GET of a verified manifest by digest, warm", text.toString(), plots, targets);
  }

  private static List<Target> targets(Runs closed) {
    return List.of(
        Target.atLeast(
            "warm GET, requests/s to nginx `proxy_cache`",
            1.25,
            ratio(closed, Sample::rate, CACHE),
            "",
            TRIED),
        Target.atMost(
            "warm GET, p50 to nginx `proxy_cache`",
            1,
            ratio(closed, sample -> sample.latency().p50(), CACHE),
            "",
            TRIED),
        Target.atMost(
            "warm GET, p99 to nginx `proxy_cache`, closed loop",
            1.5,
            ratio(closed, sample -> sample.latency().p99(), CACHE),
            "",
            TRIED),
        Target.atLeast(
            "warm GET, requests/s to distribution",
            40,
            ratio(closed, Sample::rate, "direct (distribution)"),
            "",
            TRIED));
  }

  private static double ratio(Runs runs, ToDoubleFunction<Sample> field, String base) {
    Map<String, Double> medians = runs.medians(field);
    return medians.getOrDefault("portcullis, warm", Double.NaN)
        / medians.getOrDefault(base, Double.NaN);
  }
}
