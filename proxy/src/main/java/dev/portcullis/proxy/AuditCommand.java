package dev.portcullis.proxy;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks and checks the record of decisions. */
@Command(
    name = "audit",
    description = "Asks and checks the record of decisions.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AuditQueryCommand.class, AuditImpactCommand.class, AuditVerifyCommand.class},
    footer = {
      "  portcullis audit query --config portcullis.yaml --decision refuse \\",
      "    --image 'registry.acme.io/prod/*'",
      "  portcullis audit impact --config portcullis.yaml --signer release",
      "  portcullis audit verify --config portcullis.yaml"
    })
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Says what there is to say. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.UNUSABLE;
  }
}
