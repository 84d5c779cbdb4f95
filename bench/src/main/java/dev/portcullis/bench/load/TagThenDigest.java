package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients do on every pull, {@code tagTtl: 0s}: HEAD of the tag, then GET of the digest, one
 * after the other on one connection; near the registry and ten milliseconds away.
 */
final class TagThenDigest implements Scenario {
  private static final int NEAR_PAIRS = 2_000;

  @Override
  public String name() {
    return "tag";
  }

  /** An arm and where it stands. */
  private record Way(Arm arm, boolean isFar) {}

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Pace pace = stage.pace();
    List<Way> ways = new ArrayList<>();
    ways.add(new Way(stage.registry(), false));
    Arm direct = stage.registry();
    ways.add(new Way(stage.running().arm().as("portcullis, near", "", true), false));
    ways.add(
        new Way(new Arm("direct, 10 ms away", stage.far().url(), direct.pid(), "", false), true));
    ways.add(new Way(stage.running().arm().as("portcullis, 10 ms away", "far.bench/", true), true));
    Map<String, Histogram> found = new LinkedHashMap<>();
    for (int round = 0; round <= pace.rounds(); round++) {
      for (Way way : ways) {
        int pairs = (way.isFar() ? pace.farImages() : Math.min(NEAR_PAIRS, 20 * pace.images()));
        Histogram histogram = pairs(way.arm(), stage, pairs);
        if (round > 0) { // the first is to warm up
          found.computeIfAbsent(way.arm().name(), first -> new Histogram()).addAll(histogram);
        }
        stage.check(way.arm());
      }
    }
    StringBuilder text =
        new StringBuilder(
            "HEAD of the tag and GET of its digest, one after the other on one connection.\n\n"
                + Histograms.header("arm", "pairs"));
    found.forEach((name, histogram) -> text.append(Histograms.row(name, histogram)));
    return new Section(
        "HEAD tag + GET digest, warm, tagTtl 0s",
        text.toString(),
        Map.of(
            "tag-latency",
            Svg.lines(
                "HEAD tag + GET digest, latency of the pair",
                "us",
                List.of("p50", "p90", "p99", "p99.9"),
                Histograms.percentiles(found))),
        List.of(
            target(found, "near", direct.name(), "portcullis, near"),
            target(found, "10 ms away", "direct, 10 ms away", "portcullis, 10 ms away")));
  }

  private static Target target(
      Map<String, Histogram> found, String where, String direct, String ours) {
    return Target.atMost(
        "HEAD tag + GET digest, " + where + ", p50 to the pair straight from the registry",
        1,
        Histograms.median(found, ours) / Histograms.median(found, direct),
        "",
        "[what was tried](warm-path.md)");
  }

  private static Histogram pairs(Arm arm, Stage stage, int count) throws IOException {
    Histogram histogram = new Histogram();
    try (Http http = new Http(URI.create(arm.url().toString()))) {
      for (int i = 0; i < count; i++) {
        long began = System.nanoTime();
        Http.Response tag = http.head(arm.path(Stage.REPOSITORY, "/manifests/signed"));
        Stage.require(arm, "the tag", tag.status(), 200);
        String digest = tag.header("docker-content-digest");
        Http.Response manifest = http.get(arm.path(Stage.REPOSITORY, "/manifests/" + digest));
        histogram.add(System.nanoTime() - began);
        Stage.require(arm, "the digest", manifest.status(), 200);
        if (!digest.equals(stage.signed().toString())) {
          throw new IOException(arm.name() + " resolved the tag to " + digest);
        }
      }
    }
    return histogram;
  }
}
