package dev.portcullis.proxy;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tries policies out before they are put in force. */
@Command(
    name = "policy",
    description = "Tests a policy before it is put in force.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PolicyTestCommand.class, PolicyReplayCommand.class},
    footer = {
      "  portcullis policy test tests/",
      "  portcullis policy replay --config new.yaml --since P7D"
    })
final class PolicyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Says what there is to say. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.UNUSABLE;
  }
}
