package dev.portcullis.proxy;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether a proxy is ready. */
@Command(
    name = "health",
    description =
        "Says whether the proxy on this machine is ready for pulls: exit code 0 if it is, 1 if not."
            + " For health checks where there is no curl.",
    footer = "  portcullis health --admin 127.0.0.1:5001")
final class HealthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AdminOption admin = new AdminOption();

  @Override
  public Integer call() throws CommandException {
    AdminClient client = admin.client();
    try {
      if (client.status("/readyz") == 200) {
        spec.commandLine().getOut().println("ready");
        return ExitCode.OK;
      }
      spec.commandLine().getErr().println("portcullis: not ready");
    } catch (CommandException unreachable) {
      spec.commandLine().getErr().println(unreachable.getMessage());
    }
    return ExitCode.REFUSED;
  }
}
