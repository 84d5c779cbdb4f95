package dev.portcullis.proxy;

import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.server.Transport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves pulls until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Serves pulls: verifies what is asked for and passes or refuses it.",
      "",
      "Without a file it only observes: this machine only, the well-known public registries,"
          + " everything admitted, and a line for each pull that says who signed it or that nobody"
          + " did. The file is read anew when it changes, and so are all files that it names.",
      "",
      "The record of decisions goes to the standard output, everything else to the standard error."
          + " SIGTERM and SIGINT let the pulls under way finish, for up to 30 seconds"
          + " or as 'drain' says, and end with exit code 0."
    },
    footer = {
      "  portcullis serve                              look, without refusing anything",
      "  docker pull localhost:5000/library/alpine     a pull through it",
      "  portcullis serve --config portcullis.yaml     the real thing"
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; see 'portcullis config schema'.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--record",
      paramLabel = "FORMAT",
      description =
          "How decisions are written to the standard output: json (the default with a"
              + " configuration) or text.")
  private Optional<DecisionFormat> format = Optional.empty();

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description =
          "How sockets are driven: epoll (the default on Linux), nio (the default elsewhere) or"
              + " io_uring.")
  private Optional<Transport> transport = Optional.empty();

  @Override
  public Integer call() throws CommandException, InterruptedException {
    return new Serve(file, format, transport).run(spec.commandLine().getErr());
  }
}
