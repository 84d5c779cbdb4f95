package dev.portcullis.proxy;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tries policies out before they are put in force, and carries those of other systems over. */
@Command(
    name = "policy",
    description =
        "Tests, replays and compares a policy before it is put in force; carries policies of other"
            + " systems over.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PolicyTestCommand.class,
      PolicyReplayCommand.class,
      PolicyDiffCommand.class,
      PolicyImportCommand.class
    },
    footer = {
      "  portcullis policy test tests/",
      "  portcullis policy diff portcullis.yaml new.yaml",
      "  portcullis policy replay --config new.yaml --since P7D",
      "  portcullis policy import policy.json -o portcullis.yaml"
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
