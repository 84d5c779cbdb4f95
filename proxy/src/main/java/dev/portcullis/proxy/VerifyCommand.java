package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.upstream.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what would be decided about an image, and why. */
@Command(
    name = "verify",
    description = {
      "Says what the proxy would decide about an image, and why, without serving it.",
      "",
      "Exit code 0 if it would be admitted, 1 if refused, 2 if that cannot be told, 3 if the"
          + " configuration or the command line is wrong."
    },
    footer = {
      "  portcullis verify registry.acme.io/prod/api:1.0 --config portcullis.yaml",
      "  portcullis verify docker.io/library/alpine@sha256:... --json \\",
      "    --config portcullis.yaml",
      "  portcullis verify registry.acme.io/prod/api:1.0 --at 2027-01-01T00:00:00Z \\",
      "    --config portcullis.yaml"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "IMAGE",
      description = "registry/repository, with :TAG, @DIGEST, or neither for :latest.")
  private String image = "";

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The proxy's configuration.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print a JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Decide as of this instant, such as 2027-01-01T00:00:00Z, instead of now.")
  private Optional<Instant> at = Optional.empty();

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Reference reference = reference();
    Config config = StartingConfig.read(file, spec.commandLine().getErr()).withoutState();
    String registry = reference.repository().registry();
    if (config.upstreams().stream().noneMatch(upstream -> upstream.name().equals(registry))) {
      throw new CommandException(
          registry + " is not among the upstreams of " + file + "; add it, or correct the name");
    }
    InstantSource clock = at.map(InstantSource::fixed).orElseGet(InstantSource::system);
    try (Metrics metrics = new Metrics();
        Backend backend = Backend.open(config, metrics, clock)) {
      Answer answer =
          backend
              .admission()
              .manifest(reference.repository(), reference.target(), Caller.proxy())
              .get();
      VerifyReport report = VerifyReport.of(reference, answer);
      spec.commandLine().getOut().print(json ? report.json() : report.text());
      spec.commandLine().getOut().flush();
      return report.exitCode();
    } catch (IOException e) {
      throw new CommandException("cannot verify: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("verification failed", e.getCause());
    }
  }

  private Reference reference() throws CommandException {
    try {
      return Reference.parse(image);
    } catch (MalformedException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }
}
