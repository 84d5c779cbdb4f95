package dev.portcullis.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blobs of 64 MiB and 1 GiB, one at a time, read and dropped as fast as they come. */
final class Blobs implements Scenario {
  private static final long MIB = 1024 * 1024;
  private static final int SMALL = 64;

  @Override
  public String name() {
    return "blobs";
  }

  /** What one arm did with one blob. */
  private record Moved(double megabytesASecond, double cpuForGigabyte, long resident) {}

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    SeededImage.Large small = stage.large("small", SMALL * MIB);
    SeededImage.Large large = stage.large("large", stage.pace().blobMegabytes() * MIB);
    Gate.Running unhashed =
        stage
            .gate()
            .start("portcullis, verify off", Gate.Settings.USUAL.with("blobs: {verify: false}\n"));
    List<Arm> arms = new ArrayList<>();
    arms.add(stage.registry());
    stage.arms().stream()
        .filter(arm -> arm.name().equals("nginx proxy_pass") || arm.name().equals("HAProxy"))
        .forEach(arms::add);
    arms.add(unhashed.arm());
    arms.add(stage.running().arm().as("portcullis, verify on", "", true));
    StringBuilder text =
        new StringBuilder(
            "One client, one blob at a time; MB/s of payload, processor time of the arm alone."
                + " The registry shares the arm's processor.\n");
    Map<String, String> plots = new LinkedHashMap<>();
    List<Target> targets = new ArrayList<>();
    for (SeededImage.Large image : List.of(small, large)) {
      Map<String, Double> speeds =
          table(stage, arms, image, image.bytes() == small.bytes() ? 5 : 1, text, plots);
      targets.add(target(speeds, image, "portcullis, verify off", 1));
      targets.add(target(speeds, image, "portcullis, verify on", 0.6));
    }
    stage.servers().stop(unhashed.arm().pid());
    return new Section("Blobs", text.toString(), plots, targets);
  }

  private static Target target(
      Map<String, Double> speeds, SeededImage.Large image, String arm, double wanted) {
    return Target.atLeast(
        "blob of %,d MiB, %s, throughput to nginx"
            .formatted(image.bytes() / MIB, arm.substring(arm.indexOf(' ') + 1)),
        wanted,
        speeds.getOrDefault(arm, Double.NaN) / speeds.getOrDefault("nginx proxy_pass", Double.NaN),
        "",
        "[what was tried](relay.md)");
  }

  private static Map<String, Double> table(
      Stage stage,
      List<Arm> arms,
      SeededImage.Large image,
      int repeat,
      StringBuilder text,
      Map<String, String> plots)
      throws IOException {
    Map<String, List<Moved>> moved = new LinkedHashMap<>();
    for (int round = 0; round <= stage.pace().rounds(); round++) {
      for (Arm arm : arms) {
        Moved one = move(arm, image, repeat);
        if (round > 0) { // the first is to warm up
          moved.computeIfAbsent(arm.name(), first -> new ArrayList<>()).add(one);
        }
        Stage.say(
            "  %-26s %,5d MiB %,8.0f MB/s, %.2f CPU s per GB"
                .formatted(
                    arm.name(), image.bytes() / MIB, one.megabytesASecond(), one.cpuForGigabyte()));
        stage.check(arm);
      }
    }
    text.append(
        "%n%,d MiB:%n%n| arm | MB/s | to nginx | CPU s per GB | RSS MB |%n|---|---|---|---|---|%n"
            .formatted(image.bytes() / MIB));
    Map<String, Double> speeds = new LinkedHashMap<>();
    moved.forEach((name, runs) -> speeds.put(name, median(runs, true)));
    moved.forEach(
        (name, runs) ->
            text.append(
                "| %s | %,.0f | %.2f | %.2f | %.0f |%n"
                    .formatted(
                        name,
                        median(runs, true),
                        median(runs, true) / speeds.getOrDefault("nginx proxy_pass", Double.NaN),
                        median(runs, false),
                        runs.getLast().resident() / 1e6)));
    long size = image.bytes() / MIB;
    plots.put(
        "blobs-" + size, Svg.bars("Blob of %,d MiB, throughput".formatted(size), "MB/s", speeds));
    return speeds;
  }

  private static double median(List<Moved> runs, boolean speed) {
    double[] sorted =
        runs.stream()
            .mapToDouble(run -> speed ? run.megabytesASecond() : run.cpuForGigabyte())
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private static Moved move(Arm arm, SeededImage.Large image, int repeat) throws IOException {
    try (Http http = new Http(arm.url())) {
      int status = http.get(arm.path(Stage.REPOSITORY, "/manifests/" + image.manifest())).status();
      Stage.require(arm, "the image of the blob", status, 200);
      Usage before = Usage.of(arm.pid());
      long began = System.nanoTime();
      for (int i = 0; i < repeat; i++) {
        http.send("GET", arm.path(Stage.REPOSITORY, "/blobs/" + image.layer()));
        Http.Response blob = http.read(false);
        Stage.require(arm, "the blob", blob.status(), 200);
        if (blob.length() != image.bytes()) {
          throw new IOException(arm.name() + " sent " + blob.length() + " bytes");
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      Usage after = Usage.of(arm.pid());
      double bytes = (double) image.bytes() * repeat;
      return new Moved(
          bytes / 1e6 / seconds, after.cpuSince(before) / (bytes / 1e9), after.residentBytes());
    }
  }
}
