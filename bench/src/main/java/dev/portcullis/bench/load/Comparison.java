package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures the proxy beside what people use today and writes a report. The arms alternate, every
 * run ends with a check of what was served and refused, and a check that fails ends the comparison
 * without a report.
 */
public final class Comparison {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new WarmManifest(),
          new TagThenDigest(),
          new FirstPull(),
          new Stampede(),
          new Blobs(),
          new Footprint(),
          new StartUp(),
          new Options());

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
    String report = run(work, launcher, folder, pace, options);
    delete(work);
    Files.writeString(folder.resolve("comparison.md"), report);
    System.out.println(report);
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

  /**
   * The layers, caches and logs of a run that went well; of any other they stay to be looked at.
   */
  private static void delete(Path work) throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String run(Path work, Path launcher, Path folder, Pace pace, Set<String> options)
      throws IOException, InterruptedException, GeneralSecurityException {
    boolean realtime = options.contains("--realtime");
    long began = System.nanoTime();
    List<Section> sections = new ArrayList<>();
    String machine = Machine.description(realtime);
    try (Servers servers = new Servers(work, realtime);
        Stage stage = new Stage(work, launcher, pace, servers)) {
      for (Scenario scenario : chosen(options)) {
        Stage.say("%s (after %.0f s)".formatted(scenario.name(), secondsSince(began)));
        sections.add(scenario.run(stage));
      }
      return report(folder, machine, stage, sections, secondsSince(began));
    }
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static String report(
      Path folder, String machine, Stage stage, List<Section> sections, double seconds)
      throws IOException {
    StringBuilder text =
        new StringBuilder("# The proxy beside what people use today\n\n")
            .append(
                "Made with `bench/compare` on %s, in %.0f s. Only ratios within this run mean anything. "
                    .formatted(LocalDate.now(ZoneOffset.UTC), seconds))
            .append("Medians of the rounds; in brackets the lowest and highest round.\n\n")
            .append(machine)
            .append(
                "\n"
                    + "After every run the arm had to serve the signed image byte for byte, and the"
                    + " proxy"
                    + " to refuse the unsigned one: %d checks, all passed.%n"
                        .formatted(stage.checks()));
    if (!stage.absent().isEmpty()) {
      text.append("%nArms that are not here: %s.%n".formatted(String.join(", ", stage.absent())));
    }
    for (Section section : sections) {
      text.append("%n## %s%n%n%s".formatted(section.title(), section.text()));
      for (Map.Entry<String, String> plot : section.plots().entrySet()) {
        Files.writeString(folder.resolve(plot.getKey() + ".svg"), plot.getValue());
        text.append("%n![%s](%s.svg)%n".formatted(plot.getKey(), plot.getKey()));
      }
    }
    return text.toString();
  }
}
