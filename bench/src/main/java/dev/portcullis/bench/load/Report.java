package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The report as far as the comparison has come. It is written anew after every part, so that an
 * interrupted run leaves what it had; it says in its first lines whether everything was done.
 */
final class Report {
  private static final String NAME = "comparison.md";

  private final Path folder;
  private final String machine;
  private final List<Section> sections = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Report(Path folder, String machine) {
    this.folder = folder;
    this.machine = machine;
  }

  void add(Section section) {
    sections.add(section);
  }

  /** A part that could not be done, or whose check failed. */
  void failed(String scenario, Exception why) {
    failures.add("`%s`: %s".formatted(scenario, why.getMessage()));
  }

  boolean isWhole() {
    return failures.isEmpty();
  }

  /** Writes it, and the plots, into the folder; what it wrote. */
  String write(Stage stage, double seconds, boolean ended) throws IOException {
    StringBuilder text =
        new StringBuilder("# The proxy beside what people use today\n\n")
            .append(
                "Made with `bench/compare` on %s, in %.0f s. Only ratios within this run mean anything. "
                    .formatted(LocalDate.now(ZoneOffset.UTC), seconds))
            .append("Medians of the rounds; in brackets the lowest and highest round.\n\n")
            .append(ended ? "" : "**This run has not come to its end.**\n\n")
            .append(machine)
            .append(
                "\n"
                    + "After every run the arm had to serve the signed image byte for byte, and the"
                    + " proxy"
                    + " to refuse the unsigned one: %d checks passed, %s.%n"
                        .formatted(stage.checks(), isWhole() ? "none failed" : "see below"));
    if (!stage.absent().isEmpty()) {
      text.append("%nArms that are not here: %s.%n".formatted(String.join(", ", stage.absent())));
    }
    for (String failure : failures) {
      text.append("%n**Not done, or a check failed: %s**%n".formatted(failure));
    }
    targets(text);
    for (Section section : sections) {
      text.append("%n## %s%n%n%s".formatted(section.title(), section.text()));
      for (Map.Entry<String, String> plot : section.plots().entrySet()) {
        Files.writeString(folder.resolve(plot.getKey() + ".svg"), plot.getValue());
        text.append("%n![%s](%s.svg)%n".formatted(plot.getKey(), plot.getKey()));
      }
    }
    Files.writeString(folder.resolve(NAME), text);
    return text.toString();
  }

  private void targets(StringBuilder text) {
    List<Target> targets =
        sections.stream().flatMap(section -> section.targets().stream()).toList();
    if (targets.isEmpty()) {
      return;
    }
    long met = targets.stream().filter(target -> target.missedBy() == 0).count();
    text.append("%n## Targets: %d of %d met%n%n".formatted(met, targets.size()))
        .append(Target.header());
    targets.forEach(target -> text.append(target.row()));
  }
}
