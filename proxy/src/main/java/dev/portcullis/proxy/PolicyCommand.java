package dev.portcullis.proxy;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be done with a policy before it is put in force. */
@Command(
    name = "policy",
    description = "Carries policies of other systems over.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PolicyImportCommand.class},
    footer = "  portcullis policy import policy.json -o portcullis.yaml")
final class PolicyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Says what there is to say. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.UNUSABLE;
  }
}
