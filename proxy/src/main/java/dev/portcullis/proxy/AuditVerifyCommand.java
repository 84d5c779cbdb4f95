package dev.portcullis.proxy;

import dev.portcullis.proxy.record.ChainCheck;
import dev.portcullis.proxy.record.ChainEnd;
import dev.portcullis.proxy.record.RecordArchive;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks that the record is as it was written. */
@Command(
    name = "verify",
    description = {
      "Checks that the record is as it was written: that no entry was changed, removed or moved.",
      "",
      "What was cut off the end shows only beside an end that was noted elsewhere: the proxy logs"
          + " one each hour, and this command prints them. Exit code 0 if all is well, 1 if not."
    },
    footer = {
      "  portcullis audit verify --config portcullis.yaml",
      "  portcullis audit verify --config portcullis.yaml --end local:812:9f2c..."
    })
final class AuditVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RecordOption record = new RecordOption();

  @Option(
      names = "--end",
      paramLabel = "WRITER:NUMBER:HASH",
      description = "An end that was noted before and must still be there; may be repeated.")
  private List<String> ends = new ArrayList<>();

  @Override
  public Integer call() throws CommandException {
    return record.open(this::check);
  }

  private int check(RecordArchive archive) throws IOException, CommandException {
    ChainCheck check = archive.check();
    List<String> problems = new ArrayList<>(check.problems());
    for (String end : ends) {
      ChainEnd noted =
          ChainEnd.parse(end)
              .orElseThrow(
                  () ->
                      new CommandException(
                          "portcullis: '" + end + "' is not an end: WRITER:NUMBER:HASH"));
      if (!archive.holds(noted)) {
        problems.add(
            "entry " + noted.seq() + " of chain " + noted.writer() + " is not the one noted");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    problems.forEach(out::println);
    out.printf(
        "%d entries in %d chains: %s%n",
        check.entries(),
        check.ends().size(),
        problems.isEmpty() ? "as they were written" : problems.size() + " problems");
    if (check.unrecorded() > 0) {
      out.printf("%d pulls were answered and not recorded%n", check.unrecorded());
    }
    check
        .ends()
        .forEach((writer, end) -> out.printf("end %s:%d:%s%n", writer, end.seq(), end.hash()));
    out.flush();
    return problems.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }
}
