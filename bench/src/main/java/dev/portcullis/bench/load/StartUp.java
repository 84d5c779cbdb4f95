package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** From the start of the program to its first answers, with and without an AOT cache. */
final class StartUp implements Scenario {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @Override
  public String name() {
    return "start";
  }

  /** Milliseconds since the program was started. */
  private record Times(double ready, double admitted, double refused, double residentMegabytes) {}

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Map<String, List<Times>> found = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    Map<String, Gate.Settings> variants = new LinkedHashMap<>();
    variants.put("without AOT cache", Gate.Settings.USUAL.withJvm("-XX:AOTMode=off"));
    Path cache = stage.work().resolve("portcullis.aot");
    long began = System.nanoTime();
    train(stage, cache);
    text.append(
        "The cache took %.1f s to make and has %.0f MB.%n%n"
            .formatted((System.nanoTime() - began) / 1e9, Files.size(cache) / 1e6));
    variants.put("with AOT cache", Gate.Settings.USUAL.withJvm("-XX:AOTCache=" + cache));
    for (int round = 0; round < stage.pace().starts(); round++) {
      for (Map.Entry<String, Gate.Settings> variant : variants.entrySet()) {
        Times times = start(stage, variant.getValue());
        Stage.say("  %-18s %s".formatted(variant.getKey(), times));
        found.computeIfAbsent(variant.getKey(), first -> new ArrayList<>()).add(times);
      }
    }
    text.append(
        "Milliseconds from the start of the program, its launcher included, on both processors;"
            + " medians.\n\n");
    text.append("| | /readyz | first admitted pull | first refused pull | RSS MB then |\n");
    text.append("|---|---|---|---|---|\n");
    Map<String, Double> bars = new LinkedHashMap<>();
    found.forEach(
        (name, all) -> {
          Times median =
              all.stream()
                  .sorted((one, other) -> Double.compare(one.ready(), other.ready()))
                  .toList()
                  .get(all.size() / 2);
          bars.put(name, median.ready());
          text.append(
              "| %s | %,.0f | %,.0f | %,.0f | %.0f |%n"
                  .formatted(
                      name,
                      median.ready(),
                      median.admitted(),
                      median.refused(),
                      median.residentMegabytes()));
        });
    return new Section(
        "Start",
        text.toString(),
        Map.of("start", Svg.bars("Start to /readyz", "ms", bars)),
        List.of(
            Target.atMost(
                "start to `/readyz` with AOT cache",
                600,
                bars.getOrDefault("with AOT cache", Double.NaN),
                " ms",
                "[what was tried](start.md)")));
  }

  private static void train(Stage stage, Path cache) throws IOException, InterruptedException {
    Path script = stage.launcher().resolveSibling("docker").resolve("aot-cache");
    Process process =
        new ProcessBuilder(script.toString(), cache.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("no AOT cache: " + output);
    }
  }

  private static Times start(Stage stage, Gate.Settings settings)
      throws IOException, InterruptedException {
    int port = Servers.freePort();
    int admin = Servers.freePort();
    URI adminUrl = URI.create("http://127.0.0.1:" + admin);
    long began = System.nanoTime();
    Process process = stage.gate().launch("portcullis-start", settings, port, admin);
    Arm arm =
        new Arm("portcullis", URI.create("http://127.0.0.1:" + port), process.pid(), "", true);
    while (!Gate.isReady(adminUrl)) {
      if (System.nanoTime() - began > PATIENCE_NANOS || !process.isAlive()) {
        throw new IOException(
            "the proxy did not start: "
                + Files.readString(stage.work().resolve("portcullis-start.log")));
      }
      Thread.sleep(5);
    }
    double ready = millisSince(began);
    try (Http http = new Http(arm.url())) {
      String admitted = arm.path(Stage.REPOSITORY, "/manifests/" + stage.signed());
      Stage.require(arm, "the signed image", http.get(admitted).status(), 200);
      double first = millisSince(began);
      String refused = arm.path(Stage.REPOSITORY, "/manifests/unsigned");
      Stage.require(arm, "the unsigned image", http.get(refused).status(), 403);
      double second = millisSince(began);
      double resident = Usage.of(process.pid()).residentBytes() / 1e6;
      return new Times(ready, first, second, resident);
    } finally {
      stage.servers().stop(process.pid());
    }
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
