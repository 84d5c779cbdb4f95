package dev.portcullis.proxy;

import dev.portcullis.proxy.ops.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program itself, whose work its subcommands do. */
@Command(
    name = "portcullis",
    description = {
      "A registry mirror that only lets verified artifacts through.",
      "",
      "Point docker, containerd, Podman or CRI-O at it: it finds the signatures and attestations of"
          + " whatever is pulled, checks them against your policy, and passes or refuses the pull."
    },
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = PortcullisCommand.VersionLine.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  portcullis demo                                   see it at work, offline",
      "  portcullis serve                                  observe, refuse nothing",
      "  portcullis config check portcullis.yaml           before it is put in force",
      "  portcullis serve --config portcullis.yaml         enforce it",
      "  portcullis verify IMAGE --config portcullis.yaml  what would be decided",
      "  portcullis policy test tests/                     the unit tests of a policy",
      "  portcullis audit query --config portcullis.yaml   what was decided, and why",
      "  portcullis revoke signer NAME --reason TEXT --config portcullis.yaml",
      "  portcullis clients containerd                     so clients pull through it"
    },
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      VerifyCommand.class,
      VerifyBundleCommand.class,
      ConfigCommand.class,
      PolicyCommand.class,
      ClientsCommand.class,
      AuditCommand.class,
      RevokeCommand.class,
      UnrevokeCommand.class,
      ExemptCommand.class,
      UnexemptCommand.class,
      HealthCommand.class
    })
final class PortcullisCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Say more, with stack traces.")
  private boolean debug;

  /** Whether failures are told with their stack traces. */
  boolean debug() {
    return debug;
  }

  /** Says what there is to say. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.UNUSABLE;
  }

  /** The answer to {@code --version}. */
  static final class VersionLine implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"portcullis " + Version.current() + " (Java " + Runtime.version() + ")"};
    }
  }
}
