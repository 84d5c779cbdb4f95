package dev.portcullis.proxy;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the unit tests of a policy. */
@Command(
    name = "test",
    description = {
      "Runs the unit tests of a policy: each case says what is found for an image, and what should"
          + " be decided. Nothing is fetched and nothing is signed.",
      "",
      "DIR holds YAML files with cases, and portcullis.yaml, unless a file says config: FILE."
          + " Exit code 0 if every decision is as expected, 1 if not, 3 if a file is wrong."
    },
    footer = {
      "  portcullis policy test tests/",
      "  portcullis policy test tests/ --junit target/policy.xml",
      "  portcullis policy test tests/ --json"
    })
final class PolicyTestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The folder with the cases, or one file of them.")
  private Path folder = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "The time of cases that give none, instead of now.")
  private Optional<Instant> at = Optional.empty();

  @Option(names = "--json", description = "Print a JSON object instead of text.")
  private boolean json;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit report, too.")
  private Optional<Path> junit = Optional.empty();

  @Override
  public Integer call() throws CommandException {
    List<CaseFile> files = CaseFile.in(folder);
    Instant now = at.orElseGet(Instant::now);
    CaseReport report = CaseReport.of(files, now);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? report.json() : report.text());
    out.flush();
    if (junit.isPresent()) {
      try {
        Files.writeString(junit.get(), report.junit());
      } catch (IOException e) {
        throw new CommandException("cannot write " + junit.get() + ": " + e.getMessage(), e);
      }
    }
    return report.failed() == 0 ? ExitCode.OK : ExitCode.REFUSED;
  }
}
