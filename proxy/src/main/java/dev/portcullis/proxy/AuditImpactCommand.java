package dev.portcullis.proxy;

import dev.portcullis.proxy.record.Impact;
import dev.portcullis.proxy.record.RecordQuery;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what was let in on somebody's word. */
@Command(
    name = "impact",
    description = {
      "Says what was let in on the word of a signer, key or artifact, where and when: the question"
          + " of an incident.",
      "",
      "Exit code 0 if nothing was, 1 if something was."
    },
    footer = {
      "  portcullis audit impact --config portcullis.yaml --signer release",
      "  portcullis audit impact --config portcullis.yaml --key 3f6c0a11 --since P30D",
      "  portcullis audit impact --config portcullis.yaml --digest sha256:... --json"
    })
final class AuditImpactCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RecordOption record = new RecordOption();

  @ArgGroup private Trust trust = new Trust();

  /** Whose word. */
  static final class Trust {
    @Option(names = "--signer", paramLabel = "NAME", description = "A signer of the configuration.")
    private Optional<String> signer = Optional.empty();

    @Option(
        names = "--key",
        paramLabel = "FINGERPRINT",
        description = "A key or certificate: its SHA-256 in hexadecimal, or the beginning of it.")
    private Optional<String> key = Optional.empty();

    @Option(
        names = "--digest",
        paramLabel = "DIGEST",
        description = "An artifact, or a manifest that carried evidence.")
    private Optional<String> digest = Optional.empty();
  }

  @Option(names = "--since", paramLabel = "TIME", description = "Not before.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--json", description = "Print a JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() throws CommandException {
    long given =
        Stream.of(trust.signer, trust.key, trust.digest).filter(Optional::isPresent).count();
    if (given != 1) {
      throw new CommandException("portcullis: name one of --signer, --key and --digest");
    }
    Optional<Instant> start = AuditQueryCommand.time(since);
    RecordQuery query =
        RecordQuery.all()
            .served()
            .with(trust.signer, RecordQuery::signer)
            .with(trust.key, RecordQuery::key)
            .with(trust.digest, RecordQuery::digest)
            .with(start, RecordQuery::since);
    return record.open(
        archive -> {
          Impact impact = new Impact();
          archive.read(query, impact::add);
          spec.commandLine().getOut().print(json ? impact.json() : impact.text());
          spec.commandLine().getOut().flush();
          return impact.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
        });
  }
}
