package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.ops.DecisionFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
          + " did. The file is read anew when it changes, and so are all files that it names."
    },
    footer = {
      "  portcullis serve                              look, without refusing anything",
      "  portcullis serve --config portcullis.yaml     the real thing"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; see 'portcullis config schema'.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Config config = file.isPresent() ? ConfigReader.read(file.get()) : ObservingDefault.config();
    DecisionFormat format = file.isPresent() ? DecisionFormat.JSON : DecisionFormat.TEXT;
    PrintWriter err = spec.commandLine().getErr();
    Wiring wiring;
    try {
      wiring = Wiring.start(config, format, InstantSource.system());
    } catch (IOException | MalformedException e) {
      throw new CommandException("portcullis: " + e.getMessage(), e);
    }
    Optional<ConfigWatcher> watcher =
        file.map(
            path ->
                ConfigWatcher.start(
                    path,
                    config.files(),
                    next -> reload(wiring, config, next, err),
                    wiring.metrics(),
                    ConfigWatcher.INTERVAL));
    CountDownLatch drained = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      watcher.ifPresent(ConfigWatcher::close);
                      err.println("portcullis: stopping; pulls under way may finish");
                      wiring.drain(GRACE);
                      drained.countDown();
                    }));
    err.println(
        "portcullis: serving on "
            + SocketAddresses.text(wiring.address())
            + ", admin on "
            + SocketAddresses.text(wiring.adminAddress())
            + "; "
            + ConfigSummary.line(config));
    drained.await();
    return ExitCode.OK;
  }

  private static void reload(Wiring wiring, Config first, Config next, PrintWriter err) {
    wiring.reload(next);
    for (String setting : first.needingRestart(next)) {
      err.println("portcullis: '" + setting + "' has changed and needs a restart");
    }
  }
}
