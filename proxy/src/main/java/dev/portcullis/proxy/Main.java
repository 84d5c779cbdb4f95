package dev.portcullis.proxy;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;

/** The command line. */
public final class Main {
  private static final String DEBUG = "--debug";

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    if (Arrays.asList(args).contains(DEBUG)) {
      System.setProperty("portcullis.level", "debug");
      System.setProperty("portcullis.stacktraces", "full");
    }
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs one command in this process.
   *
   * @param out takes what was asked for
   * @param err takes complaints
   * @return the exit code, see {@link ExitCode}
   */
  static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new PortcullisCommand())
        .setOut(writer(out))
        .setErr(writer(err))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(24)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(Main::failed)
        .execute(args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
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
