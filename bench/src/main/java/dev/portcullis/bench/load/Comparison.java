package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures the proxy beside what people use today and writes a report. The arms alternate, and
 * every run ends with a check of what was served and refused. What fails is named in the report,
 * the other parts are still measured, and the program ends with 1.
 */
public final class Comparison {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new WarmManifest(),
          new FarManifest(),
          new TagThenDigest(),
          new FirstPull(),
          new Stampede(),
          new Blobs(),
          new Footprint(),
          new StartUp(),
          new Options(),
          new Programs(),
          new Verdicts());

  private Comparison() {}

  /**
   * Runs the comparison.
   *
   * @param args launcher, folder of the report, then options: {@code --smoke} for a short run that
   *     only shows that everything works, {@code --realtime} for a busy machine, {@code
   *     --only=NAME,NAME} for some scenarios
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println("usage: Comparison LAUNCHER FOLDER [--smoke] [--realtime] [--only=NAMES]");
      System.exit(2);
    }
    Set<String> options = Set.of(args);
    Pace pace = options.contains("--smoke") ? Pace.smoke() : Pace.full();
    Path launcher = Path.of(args[0]).toAbsolutePath();
    Path folder = Files.createDirectories(Path.of(args[1]).toAbsolutePath());
    Path work = Files.createTempDirectory("portcullis-bench");
    boolean whole = run(work, launcher, folder, pace, options);
    if (whole) {
      delete(work);
    } else {
      Stage.say("not everything was done; layers, configurations and logs stay in " + work);
    }
    System.exit(whole ? 0 : 1);
  }

  private static List<Scenario> chosen(Set<String> options) {
    List<String> names =
        options.stream()
            .filter(option -> option.startsWith("--only="))
            .flatMap(option -> List.of(option.substring(7).split(",", -1)).stream())
            .toList();
    List<String> known = SCENARIOS.stream().map(Scenario::name).toList();
    if (!known.containsAll(names)) {
      throw new IllegalArgumentException("--only knows " + known);
    }
    return names.isEmpty()
        ? SCENARIOS
        : SCENARIOS.stream().filter(scenario -> names.contains(scenario.name())).toList();
  }

  /** The layers, caches and logs of a run that went well. */
  private static void delete(Path work) throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean run(Path work, Path launcher, Path folder, Pace pace, Set<String> options)
      throws IOException, InterruptedException, GeneralSecurityException {
    boolean realtime = options.contains("--realtime");
    long began = System.nanoTime();
    List<Scenario> scenarios = chosen(options);
    Report report = new Report(folder, Machine.description(realtime));
    try (Servers servers = new Servers(work, realtime);
        Stage stage = new Stage(work, launcher, pace, servers)) {
      for (Scenario scenario : scenarios) {
        Stage.say("%s (after %.0f s)".formatted(scenario.name(), secondsSince(began)));
        try {
          report.add(scenario.run(stage));
        } catch (IOException | RuntimeException failed) {
          Stage.say("  failed: " + failed);
          report.failed(scenario.name(), failed);
        }
        report.write(stage, secondsSince(began), false);
      }
      System.out.println(report.write(stage, secondsSince(began), true));
    }
    return report.isWhole();
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
