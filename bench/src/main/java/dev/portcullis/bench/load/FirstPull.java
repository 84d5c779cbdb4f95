package dev.portcullis.bench.load;

import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first pull of images that an arm has not seen, one after the other: near the registry and ten
 * milliseconds away, with the requests that reach the registry counted.
 */
final class FirstPull implements Scenario {
  private static final int RATE = 50;
  private static final int CONNECTIONS = 16;
  private static final double ROUND_TRIP_MICROS = 10_000;

  @Override
  public String name() {
    return "cold";
  }

  /** What one arm needed. */
  private record Cold(Histogram histogram, double requests, double cpu, long resident) {}

  /** An arm and the relay that it reaches the registry through. */
  private record Way(Arm arm, DelayRelay relay) {}

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Pace pace = stage.pace();
    DelayRelay near = stage.counted();
    DelayRelay far = stage.far();
    Arm gate = stage.running().arm();
    List<Way> nearWays = ways(stage, near, "near");
    nearWays.add(new Way(gate.as("portcullis, near", "counted.bench/", true), near));
    List<Way> farWays = ways(stage, far, "10 ms away");
    farWays.add(new Way(gate.as("portcullis, 10 ms away", "far.bench/", true), far));

    Stage.say("  warming the cold path");
    pull(stage, nearWays, stage.freshImages(pace.images()));
    pull(stage, farWays, stage.freshImages(2));
    Map<String, Cold> found = pull(stage, nearWays, stage.freshImages(pace.images()));
    found.putAll(pull(stage, farWays, stage.freshImages(pace.farImages())));

    Stage.say("  open loop");
    Runs open = openLoop(stage, nearWays);

    StringBuilder text =
        new StringBuilder(
            "GET of manifests by digest that the arm has not seen, on one connection. The proxy"
                + " verifies a signature by a key in each; the others verify nothing.\n\n"
                + "| arm | pulls | requests upstream a pull | p50 us | p90 us | p99 us | p99.9 us"
                + " | CPU s per 1,000 | RSS MB |\n|---|---|---|---|---|---|---|---|---|\n");
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    found.forEach(
        (name, cold) -> {
          Sample.Latency latency = cold.histogram().latency();
          histograms.put(name, cold.histogram());
          text.append(
              "| %s | %,d | %.2f | %,.0f | %,.0f | %,.0f | %,.0f | %.2f | %.0f |%n"
                  .formatted(
                      name,
                      cold.histogram().total(),
                      cold.requests(),
                      latency.p50(),
                      latency.p90(),
                      latency.p99(),
                      latency.p999(),
                      cold.cpu(),
                      cold.resident() / 1e6));
        });
    text.append(
            "%nOpen loop, near, %d pulls a second on %d connections, each of a digest that the arm has not seen.%n%n"
                .formatted(RATE, CONNECTIONS))
        .append(open.table("direct, near"));
    return new Section(
        "First pull of a digest",
        text.toString(),
        Map.of(
            "cold-latency",
            Svg.lines(
                "First pull of a digest, latency",
                "us",
                List.of("p50", "p90", "p99", "p99.9"),
                Histograms.percentiles(histograms))),
        List.of(
            Target.atMost(
                "first pull, round trips in series (key signature; its payload follows what named"
                    + " it)",
                2,
                Math.rint(
                    (Histograms.median(histograms, "portcullis, 10 ms away")
                            - Histograms.median(histograms, "portcullis, near"))
                        / ROUND_TRIP_MICROS),
                "",
                "")));
  }

  /** The same images for every arm: what one has seen is new to the next. */
  private static Runs openLoop(Stage stage, List<Way> ways)
      throws IOException, InterruptedException {
    List<Digest> images = stage.freshImages((int) (RATE * stage.pace().open().toSeconds()));
    return Runs.alternate(
        stage,
        ways.stream().map(Way::arm).toList(),
        1,
        arm ->
            Runs.each(
                arm,
                images.stream()
                    .map(image -> arm.manifest(Stage.REPOSITORY, image.toString()))
                    .toList(),
                CONNECTIONS,
                RATE));
  }

  private static List<Way> ways(Stage stage, DelayRelay relay, String where)
      throws IOException, InterruptedException {
    URI url = relay.url();
    List<Way> ways = new ArrayList<>();
    ways.add(new Way(new Arm("direct, " + where, url, stage.registry().pid(), "", false), relay));
    if (Servers.onPath("nginx")) {
      ways.add(new Way(stage.others().nginx("nginx proxy_pass, " + where, url, false), relay));
    }
    ways.add(
        new Way(stage.others().pullThrough("distribution pull-through, " + where, url), relay));
    return ways;
  }

  private static Map<String, Cold> pull(Stage stage, List<Way> ways, List<Digest> images)
      throws IOException {
    Map<String, Cold> found = new LinkedHashMap<>();
    for (Way way : ways) {
      Histogram histogram = new Histogram();
      long before = way.relay().requests();
      Usage usage = Usage.of(way.arm().pid());
      try (Http http = new Http(way.arm().url())) {
        for (Digest image : images) {
          long began = System.nanoTime();
          Http.Response response =
              http.get(way.arm().path(Stage.REPOSITORY, "/manifests/" + image));
          histogram.add(System.nanoTime() - began);
          Stage.require(way.arm(), "a signed image", response.status(), 200);
        }
      }
      double requests = (double) (way.relay().requests() - before) / images.size();
      Usage after = Usage.of(way.arm().pid());
      found.put(
          way.arm().name(),
          new Cold(
              histogram,
              requests,
              1000 * after.cpuSince(usage) / images.size(),
              after.residentBytes()));
      stage.check(way.arm());
      Stage.say(
          "  %-40s %6.2f requests a pull, p50 %,8.0f us"
              .formatted(way.arm().name(), requests, histogram.micros(0.5)));
    }
    return found;
  }
}
