package dev.portcullis.proxy;

import dev.portcullis.proxy.record.EntryFormat;
import dev.portcullis.proxy.record.RecordQuery;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints entries of the record. */
@Command(
    name = "query",
    description = {
      "Prints what was decided. Every option narrows it down; times are such as"
          + " 2026-11-25T12:00:00Z, or a span before now such as PT2H or P7D."
    },
    footer = {
      "  portcullis audit query --config portcullis.yaml --digest sha256:... \\",
      "    --format json",
      "  portcullis audit query --config portcullis.yaml --decision refuse \\",
      "    --since PT1H"
    })
final class AuditQueryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RecordOption record = new RecordOption();

  @Option(names = "--image", paramLabel = "NAME", description = "The repository; * is anything.")
  private Optional<String> image = Optional.empty();

  @Option(names = "--tag", paramLabel = "TAG", description = "The tag that was asked for.")
  private Optional<String> tag = Optional.empty();

  @Option(
      names = "--digest",
      paramLabel = "DIGEST",
      description = "The content, or a manifest that carried evidence.")
  private Optional<String> digest = Optional.empty();

  @Option(names = "--signer", paramLabel = "NAME", description = "A signer that it rests on.")
  private Optional<String> signer = Optional.empty();

  @Option(names = "--client", paramLabel = "NAME", description = "Who asked: a name or address.")
  private Optional<String> client = Optional.empty();

  @Option(
      names = "--decision",
      paramLabel = "WORD",
      description = "admit, warn, audit, refuse or undecided.")
  private Optional<String> decision = Optional.empty();

  @Option(names = "--rule", paramLabel = "NAME", description = "The rule.")
  private Optional<String> rule = Optional.empty();

  @Option(names = "--id", paramLabel = "ID", description = "One decision, by its id.")
  private Optional<String> id = Optional.empty();

  @Option(names = "--since", paramLabel = "TIME", description = "Not before.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--until", paramLabel = "TIME", description = "Before.")
  private Optional<String> until = Optional.empty();

  @Option(names = "--limit", paramLabel = "N", description = "Only the newest N, newest first.")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table (the default), json (an object a line) or csv.")
  private EntryFormat format = EntryFormat.TABLE;

  @Override
  public Integer call() throws CommandException {
    RecordQuery query =
        RecordQuery.all()
            .with(image, RecordQuery::image)
            .with(tag, RecordQuery::tag)
            .with(digest, RecordQuery::digest)
            .with(signer, RecordQuery::signer)
            .with(client, RecordQuery::client)
            .with(decision, RecordQuery::decision)
            .with(rule, RecordQuery::rule)
            .with(id, RecordQuery::id)
            .with(time(since), RecordQuery::since)
            .with(time(until), RecordQuery::until)
            .with(limit, RecordQuery::limit);
    PrintWriter out = spec.commandLine().getOut();
    return record.open(
        archive -> {
          format.header().ifPresent(out::println);
          archive.read(query, stored -> out.println(format.line(stored.entry())));
          out.flush();
          return ExitCode.OK;
        });
  }

  /** An instant, or a span before now. */
  static Optional<Instant> time(Optional<String> text) throws CommandException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.get().startsWith("P")
              ? Instant.now().minus(Duration.parse(text.get()))
              : Instant.parse(text.get()));
    } catch (java.time.DateTimeException e) {
      throw new CommandException(
          "portcullis: '"
              + text.get()
              + "' is not a time: 2026-11-25T12:00:00Z, or a span before now such as PT2H",
          e);
    }
  }
}
