package dev.portcullis.bench.load;

import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one verification costs with the programs that people use today, each a whole process, beside
 * the first pull of a digest through the proxy that runs already.
 */
final class Programs implements Scenario {
  private static final String RUNNING = "portcullis, running, first pull";

  @Override
  public String name() {
    return "programs";
  }

  /** Seconds. */
  private record Cost(double wall, double cpu) {}

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Peers peers = new Peers(stage);
    List<Program> able = able(stage, peers);
    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    String signed = stage.reference(stage.signed());
    for (int round = 1; round <= stage.pace().rounds(); round++) {
      for (Program program : able) {
        Program.Run run = program.run(stage.servers(), signed);
        if (run.status() != 0) {
          throw new IOException(program.name() + " refused the signed image: " + run.output());
        }
        keep(costs, round, program.name(), new Cost(run.wall(), run.cpu()));
      }
      pulls(stage, costs, round);
    }
    StringBuilder text =
        new StringBuilder(
            "One image at a time, near; a whole process from its start to its end, except for the"
                + " proxy, which runs. Each program accepted the signed image and, unless it"
                + " verifies nothing, refused the unsigned one. `notation` checks a signature of"
                + " its own kind, all others the same one.\n\n"
                + "| program | ms | processor ms | times the running proxy |\n"
                + "|---|---|---|---|\n");
    Map<String, Double> bars = new LinkedHashMap<>();
    double unit = median(costs.getOrDefault(RUNNING, List.of()), true);
    costs.forEach(
        (name, runs) -> {
          double wall = median(runs, true);
          bars.put(name.replace("`", ""), 1000 * wall);
          text.append(
              "| %s | %s | %s | %s |%n"
                  .formatted(
                      name,
                      Svg.number(1000 * wall),
                      Svg.number(1000 * median(runs, false)),
                      Svg.number(wall / unit)));
        });
    if (!peers.absent().isEmpty()) {
      text.append("\nNot to be had here: ").append(String.join(", ", peers.absent())).append(".\n");
    }
    return new Section(
        "Programs that verify, as whole processes",
        text.toString(),
        Map.of("programs", Svg.bars("One image verified, wall time", "ms", bars)));
  }

  /** Those that accept the signed image, which shows that they can verify it at all. */
  private static List<Program> able(Stage stage, Peers peers)
      throws IOException, InterruptedException {
    List<Program> able = new ArrayList<>();
    for (Program program : peers.programs()) {
      Program.Run run = program.run(stage.servers(), stage.reference(stage.signed()));
      if (run.status() == 0) {
        able.add(program);
      } else if (program.name().contains("portcullis")) {
        throw new IOException(program.name() + " refused the signed image: " + run.output());
      } else {
        peers.cannot(program, run.output());
      }
      if (run.status() == 0
          && !Peers.isBlind(program)
          && program.run(stage.servers(), stage.reference(stage.unsigned())).status() == 0) {
        throw new IOException(program.name() + " accepted the unsigned image");
      }
    }
    return able;
  }

  private static void pulls(Stage stage, Map<String, List<Cost>> costs, int round)
      throws IOException, InterruptedException {
    Arm arm = stage.running().arm();
    List<Digest> images = stage.freshImages(stage.pace().images());
    Usage before = Usage.of(arm.pid());
    long began = System.nanoTime();
    try (Http http = new Http(arm.url())) {
      for (Digest image : images) {
        String path = arm.path(Stage.REPOSITORY, "/manifests/" + image);
        Stage.require(arm, "a signed image", http.get(path).status(), 200);
      }
    }
    double wall = (System.nanoTime() - began) / 1e9;
    double cpu = Usage.of(arm.pid()).cpuSince(before);
    keep(costs, round, RUNNING, new Cost(wall / images.size(), cpu / images.size()));
    stage.check(arm);
  }

  private static void keep(Map<String, List<Cost>> costs, int round, String name, Cost cost) {
    costs.computeIfAbsent(name, first -> new ArrayList<>()).add(cost);
    Stage.say(
        "  %d %-40s %8.1f ms, %8.1f ms of processor"
            .formatted(round, name, 1000 * cost.wall(), 1000 * cost.cpu()));
  }

  private static double median(List<Cost> runs, boolean wall) {
    double[] sorted =
        runs.stream().mapToDouble(run -> wall ? run.wall() : run.cpu()).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
