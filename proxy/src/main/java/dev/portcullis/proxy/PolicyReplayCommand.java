package dev.portcullis.proxy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Replay;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.record.RecordEntry;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.verify.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which recorded pulls another policy would decide otherwise. */
@Command(
    name = "replay",
    description = {
      "Says which pulls of the record a new configuration would decide otherwise, and why: each as"
          + " of the time at which it was made, out of what the record keeps of its evidence."
          + " What the record cannot answer is listed, never guessed.",
      "",
      "Exit code 0 if nothing changes, 1 if something does, 2 if nothing does but something cannot"
          + " be told, 3 if a file is wrong."
    },
    footer = {
      "  portcullis policy replay --config new.yaml",
      "  portcullis policy replay --log decisions.jsonl --config new.yaml --since P7D",
      "  portcullis policy replay --log record.db --config new.yaml --fetch --json"
    })
final class PolicyReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The new configuration.")
  private Path file = Path.of("");

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "Recorded decisions: the file of a record, or JSON lines of a decision log or of 'audit"
              + " query --format json'. Left out, the record that the configuration names.")
  private Optional<Path> log = Optional.empty();

  @Option(names = "--since", paramLabel = "TIME", description = "Not before; or a span: P7D.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--until", paramLabel = "TIME", description = "Before.")
  private Optional<String> until = Optional.empty();

  @Option(
      names = "--fetch",
      description =
          "Ask the registries about what the record cannot answer; what they hold may have"
              + " changed.")
  private boolean fetch;

  @Option(names = "--json", description = "Print a JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    PolicyFile policy = PolicyFile.read(file);
    PrintWriter err = spec.commandLine().getErr();
    policy
        .policy()
        .awaited()
        .forEach(
            root ->
                err.println(
                    "warning: trusted root "
                        + root.name()
                        + " was never fetched here; what rests on it is judged without it"));
    RecordedPulls recorded =
        new RecordedPulls(AuditQueryCommand.time(since), AuditQueryCommand.time(until));
    if (log.isPresent()) {
      recorded.read(log.get());
    } else {
      recorded.read(
          policy
              .record()
              .orElseThrow(
                  () ->
                      new CommandException(
                          "portcullis: " + file + " keeps no record; say --log FILE"))
              .place());
    }
    Replay replay = new Replay(policy.policy().policy(), TrustAnchors.of(policy.policy().trust()));
    List<ReplayedPulls> all = new ArrayList<>();
    for (RecordedPulls.Pulls pulls : recorded.all()) {
      all.add(ReplayedPulls.of(replay, pulls, recorded.findingsOf(pulls.first().id())));
    }
    if (fetch) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).change() == ReplayedPulls.Change.UNKNOWN) {
          all.set(i, asked(all.get(i)));
        }
      }
    }
    ReplayReport report = new ReplayReport(all);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? report.json() : report.text());
    out.flush();
    return report.exitCode();
  }

  /** What the registry's present evidence leads to, as of the time of the recorded decision. */
  private ReplayedPulls asked(ReplayedPulls unknown) throws CommandException, InterruptedException {
    RecordEntry entry = unknown.pulls().first();
    Config config = StartingConfig.read(file, spec.commandLine().getErr()).withoutState();
    try (Metrics metrics = new Metrics();
        Backend backend = Backend.open(config, metrics, InstantSource.fixed(entry.first()))) {
      RepositoryName repository = RepositoryName.parse(entry.image());
      Reference.Target digest = new Reference.ByDigest(Digest.parse(entry.digest()));
      Answer answer = backend.admission().manifest(repository, digest, Caller.proxy()).get();
      VerifyReport report = VerifyReport.of(new Reference(repository, digest), answer);
      return report.decision().isPresent()
          ? ReplayedPulls.decided(
              unknown.pulls(),
              report.outcome(),
              report.decision().get().rule(),
              report.reason() + " (asked at " + Instant.now() + ")")
          : unknown;
    } catch (IOException | MalformedException e) {
      throw new CommandException("cannot ask about " + entry.image() + ": " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("verification failed", e.getCause());
    }
  }
}
