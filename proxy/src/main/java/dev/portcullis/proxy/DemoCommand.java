package dev.portcullis.proxy;

import dev.portcullis.proxy.demo.Demonstration;
import dev.portcullis.proxy.record.DecisionFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the proxy at work. */
@Command(
    name = "demo",
    description = {
      "Shows the proxy at work, without a network: starts a registry in memory with images that are"
          + " signed, unsigned, tampered with, signed by somebody else, by an expired key, revoked;"
          + " starts the proxy in front of it with a policy; pulls them all and prints what got"
          + " through, what did not, and why. Then it keeps serving, so that you can pull too.",
      "",
      "Exit code 0 if everything came out as it should, 1 if not."
    },
    footer = {"  portcullis demo", "  portcullis demo --exit"})
final class DemoCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(2);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--exit", description = "Stop after the pulls instead of serving on.")
  private boolean exit;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Where the proxy listens on 127.0.0.1; 0, the default, takes a free port.")
  private int port;

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("portcullis-demo-");
    AtomicBoolean audience = new AtomicBoolean();
    try (Demonstration demo = Demonstration.prepare(folder, port)) {
      Config config = ConfigReader.read(demo.config());
      Lifecycle lifecycle =
          Lifecycle.start(
              config,
              Optional.of(demo.config()),
              DecisionFormat.TEXT,
              line -> {
                if (audience.get()) {
                  out.println(line);
                }
              },
              spec.commandLine().getErr());
      URI proxy = URI.create(lifecycle.origin());
      boolean asExpected = demo.perform(proxy, out);
      if (exit) {
        lifecycle.wiring().drain(GRACE);
      } else {
        Demonstration.invite(proxy, lifecycle.wiring().adminAddress().getPort(), out);
        audience.set(true);
        lifecycle.untilStopped();
      }
      return asExpected ? ExitCode.OK : ExitCode.REFUSED;
    }
  }
}
