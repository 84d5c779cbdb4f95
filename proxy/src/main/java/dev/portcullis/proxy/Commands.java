package dev.portcullis.proxy;

import java.io.PrintWriter;
import picocli.CommandLine;

/** The command line as picocli reads it: every command, with help and complaints. */
final class Commands {
  private Commands() {}

  /** Runs one command; the exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    return new CommandLine(new PortcullisCommand())
        .setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(24)
        .setParameterExceptionHandler(Commands::misused)
        .setExecutionExceptionHandler(Commands::failed)
        .execute(args);
  }

  private static int misused(CommandLine.ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("portcullis: " + problem.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(problem, err)) {
      err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.UNUSABLE;
  }

  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    boolean debug =
        command.getCommandSpec().root().userObject() instanceof PortcullisCommand root
            && root.debug();
    if (problem instanceof CommandException) {
      err.println(problem.getMessage());
    } else {
      err.println("portcullis: unexpected " + problem + (debug ? "" : " (--debug says where)"));
    }
    if (debug) {
      problem.printStackTrace(err);
    }
    return ExitCode.UNUSABLE;
  }
}
