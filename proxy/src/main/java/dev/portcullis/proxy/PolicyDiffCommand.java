package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Strictness;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what two configurations differ in. */
@Command(
    name = "diff",
    description = {
      "Says what two configurations differ in by what they mean: rules, signers by their keys and"
          + " identities, exemptions, revocations, upstreams and other settings, and which rules"
          + " have become stricter or looser, as far as that is sure.",
      "",
      "Exit code 0 if they mean the same, 1 if they differ, 3 if a file is wrong."
    },
    footer = {
      "  portcullis policy diff portcullis.yaml new.yaml",
      "  portcullis policy diff portcullis.yaml new.yaml --images images.txt",
      "  portcullis policy diff portcullis.yaml new.yaml --log decisions.jsonl"
    })
final class PolicyDiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "OLD", description = "The configuration as it was.")
  private Path old = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "The configuration as it will be.")
  private Path next = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "FILE",
      description = "Images, one a line: which of them falls under another rule?")
  private Optional<Path> images = Optional.empty();

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "Recorded decisions, whose images are taken like those of --images: the file of a record,"
              + " or JSON lines of a decision log or of 'audit query --format json'.")
  private Optional<Path> log = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Of the log, not before; or a span: P7D.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--until", paramLabel = "TIME", description = "Of the log, before.")
  private Optional<String> until = Optional.empty();

  @Override
  public Integer call() throws CommandException {
    PolicyFile before = PolicyFile.read(old);
    PolicyFile now = PolicyFile.read(next);
    List<String> lines = new ArrayList<>();
    PolicyDifference.between(before, now).forEach(change -> lines.add(change.line()));
    for (RepositoryName name : names()) {
      line(name, before, now).ifPresent(lines::add);
    }
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    if (lines.isEmpty()) {
      out.println("they mean the same");
    }
    out.flush();
    return lines.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static Optional<String> line(RepositoryName name, PolicyFile before, PolicyFile now) {
    Rule was = before.policy().policy().ruleFor(name);
    Rule is = now.policy().policy().ruleFor(name);
    Strictness strictness = Strictness.of(was, is);
    if (strictness == Strictness.SAME) {
      return Optional.empty();
    }
    String rules =
        was.name().equals(is.name())
            ? "rule " + is.name() + " has changed"
            : "rule " + was.name() + " -> rule " + is.name();
    return Optional.of("image " + name + ": " + rules + "  [" + strictness.word() + "]");
  }

  /** The images that are asked about, each once. */
  private Set<RepositoryName> names() throws CommandException {
    Set<RepositoryName> names = new LinkedHashSet<>();
    if (images.isPresent()) {
      names.addAll(names(images.get()));
    }
    if (log.isPresent()) {
      RecordedPulls recorded =
          new RecordedPulls(AuditQueryCommand.time(since), AuditQueryCommand.time(until));
      recorded.read(log.get());
      for (RecordedPulls.Pulls pulls : recorded.all()) {
        names.add(recorded(log.get(), pulls.first().image()));
      }
    } else if (since.isPresent() || until.isPresent()) {
      throw new CommandException(
          "portcullis: --since and --until narrow a log down; say --log FILE");
    }
    return names;
  }

  private static RepositoryName recorded(Path file, String image) throws CommandException {
    try {
      return RepositoryName.parse(image);
    } catch (MalformedException e) {
      throw new CommandException(
          file + ": image " + Quoting.shorten(image) + ": " + e.getMessage(), e);
    }
  }

  private static List<RepositoryName> names(Path file) throws CommandException {
    List<RepositoryName> names = new ArrayList<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          names.add(name(file, number, line.strip()));
        }
      }
    } catch (IOException e) {
      throw new CommandException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return names;
  }

  private static RepositoryName name(Path file, int number, String line) throws CommandException {
    try {
      return Reference.parse(line).repository();
    } catch (MalformedException e) {
      throw new CommandException(file + ":" + number + ": " + e.getMessage(), e);
    }
  }
}
